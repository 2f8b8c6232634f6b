package io.turngap.trace;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Calls as the caller saw them and spans as an agent exports them, on clocks that differ by what a test says. */
final class Exports {

    /** The caller's clock at the beginning of time, ns since 1970. */
    static final long BASE_NANOS = 1_800_000_000_000_000_000L;

    static final Peer ELSEWHERE = new Peer("10.0.0.9", false);
    static final Peer HERE = new Peer("127.0.0.1", true);

    private Exports() {}

    static long at(double seconds) {
        return BASE_NANOS + Math.round(seconds * 1e9);
    }

    /** A call from 0 s, whose utterances end at the instants given, each 0.8 s long, and are answered {@code ttfaMs} later. */
    static CallWindow call(int call, double startSeconds, long ttfaMs, double... speechEnds) {
        List<CallWindow.TurnWindow> turns = new ArrayList<>();
        for (int i = 0; i < speechEnds.length; i++) {
            Map<String, Long> milestones = new LinkedHashMap<>();
            milestones.put(Milestone.SPEECH_END, 0L);
            milestones.put(Milestone.FIRST_AUDIBLE, ttfaMs * 1_000);
            long end = at(startSeconds + speechEnds[i]);
            turns.add(new CallWindow.TurnWindow(turn(call, i + 1, milestones), end - 800_000_000L, end));
        }
        return new CallWindow(
                call,
                "a-run/" + call,
                String.format("%032x", 0xabc0 + call),
                "00f067aa0ba902b7",
                "",
                at(startSeconds),
                at(startSeconds + 12.2),
                turns);
    }

    static Turn turn(int call, int turn, Map<String, Long> milestones) {
        return new Turn(
                call,
                turn,
                "s",
                "u",
                "v",
                "",
                Outcome.ANSWERED,
                "",
                0,
                milestones,
                Map.of(),
                null,
                0,
                0,
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                null);
    }

    /** The agent of one call, by whose clock it is {@code aheadSeconds} later than by the caller's. */
    static final class Agent {
        private final String traceId;
        private final Span.Origin origin;
        private final long aheadNanos;
        private final List<Span> spans = new ArrayList<>();

        Agent(String traceId, String host, double aheadSeconds, Peer peer) {
            this.traceId = traceId;
            this.origin = new Span.Origin("an-agent", host, peer.loopback(), List.of());
            this.aheadNanos = Math.round(aheadSeconds * 1e9);
        }

        /** A span between two instants of the caller's clock. */
        Agent span(String scope, String name, double from, double to, Map<String, Double> numbers, String... ids) {
            spans.add(new Span(
                    traceId,
                    String.format("%016x", spans.size() + 1),
                    "00f067aa0ba902b7",
                    scope,
                    name,
                    at(from) + aheadNanos,
                    at(to) + aheadNanos,
                    numbers,
                    Map.of(),
                    List.of(ids),
                    origin));
            return this;
        }

        /** A turn as LiveKit tells it: speech ends at {@code end}, 0.5 s later the turn, 0.9 s later the voice goes out. */
        Agent livekitTurn(double end) {
            return span("livekit-agents", "user_turn", end - 0.8, end + 0.5, Map.of("lk.end_of_turn_delay", 0.48))
                    .span("livekit-agents", "agent_turn", end + 0.51, end + 2, Map.of("lk.e2e_latency", 0.88))
                    .span("livekit-agents", "llm_node", end + 0.52, end + 0.8, Map.of("lk.response.ttft", 0.2))
                    .span("livekit-agents", "agent_speaking", end + 0.9, end + 2, Map.of());
        }

        List<Span> spans() {
            return spans;
        }
    }

    static Received received(List<Span> spans) {
        return new Received(
                List.of("http://127.0.0.1:4318"),
                spans,
                new SpanStore.Counts(spans.size(), 0, 0),
                1,
                0,
                0,
                0,
                Optional.empty());
    }

    /** The spans of an export in JSON that lies beside the tests. */
    static List<Span> file(String name, Peer peer) {
        try (InputStream in = Objects.requireNonNull(Exports.class.getResourceAsStream(name), name)) {
            Decoded decoded = OtlpJson.read(in, peer);
            if (decoded.refused() > 0) {
                throw new AssertionError(decoded.why());
            }
            return decoded.spans();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
