package io.turngap.measure;

import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * What one request of a probe adds to each metric of its {@link ProbeKind}. As for calls: nothing is made up for what was not seen; an
 * answer that did not begin before the timeout is a lower bound of it; a request that broke keeps what was measured before.
 */
final class ProbeMetrics {

    private ProbeMetrics() {}

    static void each(Turn turn, ProbeNotes notes, BiConsumer<String, Metrics.Value> sink) {
        ProbeKind kind = notes.kind();
        headline(turn, kind, notes.connection(), sink);
        switch (kind) {
            case LLM -> llm(turn, notes, sink);
            case TTS -> tts(turn, notes, sink);
            case STT -> {
                boolean streaming = turn.at(ProbeMilestone.SPEECH_START).isPresent();
                String from = streaming ? ProbeMilestone.SPEECH_START : ProbeMilestone.REQUEST;
                span(turn, ProbeKind.FIRST_PARTIAL, from, ProbeMilestone.FIRST_PARTIAL, sink);
                span(turn, ProbeKind.HANDSHAKE, ProbeMilestone.HTTP_START, ProbeMilestone.OPEN, sink);
            }
        }
        if (turn.outcome() == Outcome.ANSWERED) {
            turn.at(ProbeMilestone.END).ifPresent(us -> add(turn, ProbeKind.TOTAL, us, sink));
        }
    }

    /** The answer's beginning, in all requests and, told apart, in those on new and on kept connections. */
    private static void headline(Turn turn, ProbeKind kind, String connection, BiConsumer<String, Metrics.Value> sink) {
        OptionalLong us = turn.at(kind.milestone());
        Long waitedUs = turn.waitedUs();
        Metrics.Value value;
        if (us.isPresent()) {
            value = new Metrics.Value(turn.call(), us.getAsLong(), false);
        } else if (turn.outcome() == Outcome.MISSED && waitedUs != null) {
            value = new Metrics.Value(turn.call(), waitedUs, true);
        } else {
            return;
        }
        sink.accept(kind.headline(), value);
        if (connection.equals(ProbeNotes.COLD)) {
            sink.accept(kind.headline() + ProbeKind.COLD, value);
        } else if (connection.equals(ProbeNotes.WARM)) {
            sink.accept(kind.headline() + ProbeKind.WARM, value);
        }
    }

    private static void llm(Turn turn, ProbeNotes notes, BiConsumer<String, Metrics.Value> sink) {
        turn.at(ProbeMilestone.FIRST_REASONING).ifPresent(us -> add(turn, ProbeKind.REASONING, us, sink));
        notes.gapsUs().forEach(us -> add(turn, ProbeKind.INTER_TOKEN, us, sink));
        double tokens = notes.value(ProbeNotes.COMPLETION_TOKENS);
        OptionalLong first = turn.at(Milestone.LLM_FIRST_TOKEN);
        OptionalLong last = turn.at(ProbeMilestone.LAST_TOKEN);
        // Tokens of reasoning are in the server's count but came before the first of the answer.
        OptionalLong from = turn.at(ProbeMilestone.FIRST_REASONING);
        OptionalLong begin = from.isPresent() ? from : first;
        boolean pieces = notes.value(ProbeNotes.PIECES) > 1;
        if (tokens > 1 && pieces && begin.isPresent() && last.isPresent() && turn.outcome() == Outcome.ANSWERED) {
            long us = Math.round((last.getAsLong() - begin.getAsLong()) / (tokens - 1));
            add(turn, ProbeKind.TIME_PER_TOKEN, us, sink);
        }
    }

    private static void tts(Turn turn, ProbeNotes notes, BiConsumer<String, Metrics.Value> sink) {
        turn.at(Milestone.TTS_FIRST_BYTE).ifPresent(us -> add(turn, ProbeKind.TTFB, us, sink));
        span(turn, ProbeKind.LEADING_SILENCE, Milestone.TTS_FIRST_BYTE, Milestone.FIRST_AUDIBLE, sink);
        double dryMs = notes.value(ProbeNotes.DRY_MS);
        if (!Double.isNaN(dryMs)) {
            add(turn, ProbeKind.DRY, Math.round(dryMs * 1_000), sink);
        }
        double audioMs = notes.value(ProbeNotes.AUDIO_MS);
        OptionalLong end = turn.at(ProbeMilestone.LAST_BYTE);
        OptionalLong start = turn.at(ProbeMilestone.HTTP_START);
        if (audioMs > 0 && end.isPresent() && turn.outcome() == Outcome.ANSWERED) {
            // How long a request waited for its turn in the probe says nothing of how fast the server speaks.
            double us = end.getAsLong() - start.orElse(0);
            add(turn, ProbeKind.TIME_PER_AUDIO_SECOND, Math.round(us / (audioMs / 1_000)), sink);
        }
    }

    private static void span(Turn turn, String metric, String from, String to, BiConsumer<String, Metrics.Value> sink) {
        OptionalLong start = turn.at(from);
        OptionalLong end = turn.at(to);
        if (start.isPresent() && end.isPresent()) {
            add(turn, metric, end.getAsLong() - start.getAsLong(), sink);
        }
    }

    private static void add(Turn turn, String metric, long us, BiConsumer<String, Metrics.Value> sink) {
        sink.accept(metric, new Metrics.Value(turn.call(), us, false));
    }
}
