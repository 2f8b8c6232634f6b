package io.turngap.gatling;

import io.turngap.measure.CallLine;
import io.turngap.measure.Turn;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a run as Gatling's {@code simulation.log}, from which Gatling renders its page. The format is Gatling's own and bound to its
 * version, which stands at the head: records with a byte for their kind, ints and longs big-endian, instants as ms from the start of the run;
 * a string is the length of its bytes, the bytes (ISO 8859-1, or UTF-16 in the machine's order) and a byte that says which (0 or 1); one that
 * is written often has a number before it, and later only that, negated.
 *
 * <p>Source: {@code io.gatling.core.stats.writer.LogFileDataWriter} of Gatling 3.15.1.
 */
final class SimulationLog implements AutoCloseable {

    private static final int RUN = 0;
    private static final int REQUEST = 1;
    private static final int USER = 2;

    private final DataOutputStream out;
    private final Map<String, Integer> known = new HashMap<>();
    private final long startMs;

    private SimulationLog(DataOutputStream out, long startMs) {
        this.out = out;
        this.startMs = startMs;
    }

    /**
     * Writes a run.
     *
     * @param version Gatling's, such as {@code 3.15.1}
     * @param scenario the scenario's name
     * @param calls may be empty, as in folders of earlier versions: then calls are seen by their turns
     */
    static void write(Path file, String version, String scenario, List<Turn> turns, List<CallLine> calls)
            throws IOException {
        List<CallSpan> spans = CallSpan.of(turns, calls);
        long startMs = spans.stream().mapToLong(CallSpan::startMs).min().orElse(0);
        try (SimulationLog log = new SimulationLog(
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))), startMs)) {
            log.run(version, scenario);
            for (CallSpan span : spans) {
                log.user(true, span.startMs());
                log.user(false, span.endMs());
            }
            for (CallLine call : calls) {
                log.requests(Request.of(call));
            }
            for (Turn turn : turns) {
                log.requests(Request.of(turn));
            }
        }
    }

    private void run(String version, String scenario) throws IOException {
        out.writeByte(RUN);
        string(version);
        string("io.turngap.Run");
        out.writeLong(startMs);
        string("rendered from Turngap's journal; percentiles of this page are approximate");
        out.writeInt(1);
        string(scenario);
        out.writeInt(0);
    }

    private void user(boolean begins, long atMs) throws IOException {
        out.writeByte(USER);
        out.writeInt(0);
        out.writeBoolean(begins);
        out.writeInt(offset(atMs));
    }

    private void requests(List<Request> requests) throws IOException {
        for (Request request : requests) {
            out.writeByte(REQUEST);
            out.writeInt(request.groups().size());
            for (String group : request.groups()) {
                numbered(group);
            }
            numbered(request.name());
            out.writeInt(offset(request.startMs()));
            out.writeInt(offset(request.endMs()));
            out.writeBoolean(request.ok());
            numbered(request.message());
        }
    }

    private int offset(long atMs) {
        return Math.toIntExact(Math.max(0, atMs - startMs));
    }

    private void numbered(String text) throws IOException {
        Integer number = known.get(text);
        if (number == null) {
            known.put(text, known.size() + 1);
            out.writeInt(known.size());
            string(text);
        } else {
            out.writeInt(-number);
        }
    }

    private void string(String text) throws IOException {
        boolean narrow = StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
        Charset wide =
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        byte[] bytes = text.getBytes(narrow ? StandardCharsets.ISO_8859_1 : wide);
        out.writeInt(bytes.length);
        if (bytes.length > 0) {
            out.write(bytes);
            out.writeByte(narrow ? 0 : 1);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
