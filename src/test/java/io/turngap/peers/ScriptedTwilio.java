package io.turngap.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.sound.G711;
import io.turngap.sound.Resample;
import io.turngap.sound.Wav;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A small Twilio: calls the webhook, opens the media stream, sends 160 bytes of µ-law each 20 ms, plays what comes at 8,000 bytes a second,
 * and echoes marks once what was before them has been played, or at once upon {@code clear}.
 */
final class ScriptedTwilio implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FRAME = 160;
    private static final long FRAME_NANOS = 20_000_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    /** A piece of sound, or a mark where there is none. */
    private record Played(byte[] sound, String mark) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<JsonNode> arrived = new ConcurrentLinkedQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final ArrayDeque<Played> playing = new ArrayDeque<>();
    private final WebSocket socket;
    private byte[] speech = {};
    private int said;
    private int offset;
    private long frames;
    private final long startNanos;

    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    int clears;
    int marks;

    ScriptedTwilio(String webhook) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(webhook))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("CallSid=CA1&From=%2B15550100&To=%2B15550101"))
                .build();
        String twiml = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        String before = "<Stream url=\"";
        int from = twiml.indexOf(before) + before.length();
        URI stream = URI.create(twiml.substring(from, twiml.indexOf('"', from)));
        socket = http.newWebSocketBuilder().buildAsync(stream, this).get(10, TimeUnit.SECONDS);
        send("{'event':'connected','protocol':'Call','version':'1.0.0'}");
        send(
                "{'event':'start','sequenceNumber':'1','streamSid':'MZ1','start':{'accountSid':'AC1','streamSid':'MZ1','callSid':'CA1',"
                        + "'tracks':['inbound'],'mediaFormat':{'encoding':'audio/x-mulaw','sampleRate':8000,'channels':1},'customParameters':{}}}");
        startNanos = System.nanoTime();
    }

    private void send(String singleQuoted) throws Exception {
        var unused = socket.sendText(singleQuoted.replace('\'', '"'), true).get(10, TimeUnit.SECONDS);
    }

    /** Says a fixture from the next frame on. */
    ScriptedTwilio say(Path wav) {
        short[] samples = Resample.to(Wav.read(wav), 8_000).samples();
        speech = new byte[samples.length];
        for (int i = 0; i < speech.length; i++) {
            speech[i] = G711.muLaw(samples[i]);
        }
        said = 0;
        return this;
    }

    /** The line goes on, in real time, until something holds; fails when it does not. */
    void until(String what, BooleanSupplier holds) throws Exception {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - giveUp > 0) {
                throw new AssertionError(
                        "the agent did not get so far: " + what + "; " + heard.size() + " bytes heard");
            }
            tick();
        }
    }

    boolean isSaid() {
        return said >= speech.length;
    }

    /** True when all that came has been played. */
    boolean isQuiet() {
        return playing.isEmpty() && arrived.isEmpty();
    }

    void hangUp() throws Exception {
        send("{'event':'stop','sequenceNumber':'9','streamSid':'MZ1','stop':{'accountSid':'AC1','callSid':'CA1'}}");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
    }

    /** The next 20 ms: what came is queued, a frame is played, a frame is said. */
    private void tick() throws Exception {
        long due = startNanos + ++frames * FRAME_NANOS;
        while (due - System.nanoTime() > 0) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
        for (JsonNode message = arrived.poll(); message != null; message = arrived.poll()) {
            take(message);
        }
        play();
        byte[] frame = new byte[FRAME];
        Arrays.fill(frame, G711.MU_LAW_SILENCE);
        if (!isSaid()) {
            System.arraycopy(speech, said, frame, 0, Math.min(FRAME, speech.length - said));
            said += FRAME;
        }
        ObjectNode message = JSON.createObjectNode().put("event", "media").put("streamSid", "MZ1");
        message.put("sequenceNumber", String.valueOf(frames + 1));
        message.putObject("media")
                .put("track", "inbound")
                .put("chunk", String.valueOf(frames))
                .put("timestamp", String.valueOf((frames - 1) * 20))
                .put("payload", Base64.getEncoder().encodeToString(frame));
        var unused = socket.sendText(message.toString(), true).get(10, TimeUnit.SECONDS);
    }

    private void take(JsonNode message) throws Exception {
        switch (message.path("event").asText()) {
            case "media" -> playing.add(new Played(message.at("/media/payload").binaryValue(), ""));
            case "mark" ->
                playing.add(new Played(new byte[0], message.at("/mark/name").asText()));
            case "clear" -> {
                clears++;
                offset = 0;
                for (Played piece : playing) {
                    echo(piece);
                }
                playing.clear();
            }
            default -> throw new AssertionError("Twilio knows no such message: " + message);
        }
    }

    private void play() throws Exception {
        int left = FRAME;
        while (!playing.isEmpty() && (left > 0 || !playing.element().mark().isEmpty())) {
            Played piece = playing.element();
            int n = Math.min(left, piece.sound().length - offset);
            heard.write(piece.sound(), offset, n);
            offset += n;
            left -= n;
            if (offset == piece.sound().length) {
                playing.remove();
                offset = 0;
                echo(piece);
            }
        }
    }

    private void echo(Played piece) throws Exception {
        if (!piece.mark().isEmpty()) {
            marks++;
            ObjectNode echo = JSON.createObjectNode().put("event", "mark").put("streamSid", "MZ1");
            echo.putObject("mark").put("name", piece.mark());
            send(echo.toString());
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                arrived.add(JSON.readTree(partial.toString()));
            } catch (IOException notJson) {
                arrived.add(JSON.createObjectNode().put("event", "not JSON: " + partial));
            }
            partial.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }
}
