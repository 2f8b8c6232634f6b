package io.turngap.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the time of one request of a probe went: from when it was due to the instant that its {@link ProbeKind} is about. The milestones
 * are walked in the order of a request's life; each moves a frontier forward, never back, as in {@link Waterfall}. Of streaming
 * recognition only the end is known, from the last speech sample on, and all of it is {@link Stage#STT}.
 */
final class ProbeWaterfall {

    private static final Map<String, Stage> BY_END = Map.of(
            ProbeMilestone.HTTP_START, Stage.QUEUE,
            ProbeMilestone.DNS_END, Stage.DNS,
            ProbeMilestone.TLS_START, Stage.CONNECT,
            ProbeMilestone.TLS_END, Stage.TLS,
            ProbeMilestone.SENT, Stage.SEND,
            ProbeMilestone.HEAD, Stage.SERVER);

    private static final List<String> ORDER = List.of(
            ProbeMilestone.HTTP_START,
            ProbeMilestone.DNS_START,
            ProbeMilestone.DNS_END,
            ProbeMilestone.CONNECT_START,
            ProbeMilestone.TLS_START,
            ProbeMilestone.TLS_END,
            ProbeMilestone.CONNECT_END,
            ProbeMilestone.ACQUIRED,
            ProbeMilestone.SENT,
            ProbeMilestone.HEAD,
            ProbeMilestone.FIRST_REASONING,
            Milestone.TTS_FIRST_BYTE);

    private ProbeWaterfall() {}

    static Optional<Waterfall> of(Turn turn, ProbeKind kind) {
        OptionalLong found = turn.at(kind.milestone());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long endUs = found.getAsLong();
        List<Waterfall.Segment> segments = new ArrayList<>();
        Map<Stage, Long> totals = new EnumMap<>(Stage.class);
        totals.put(Stage.UNATTRIBUTED, 0L);
        if (endUs < 0) {
            totals.put(Stage.UNATTRIBUTED, endUs);
            segments.add(new Waterfall.Segment(Stage.UNATTRIBUTED, 0, endUs));
            return Optional.of(new Waterfall(endUs, segments, totals));
        }
        long frontierUs = 0;
        if (turn.at(ProbeMilestone.SPEECH_START).isEmpty()) {
            String before = ProbeMilestone.REQUEST;
            for (String name : ORDER) {
                OptionalLong at = turn.at(name);
                if (at.isPresent() && !name.equals(kind.milestone())) {
                    long untilUs = Math.clamp(at.getAsLong(), frontierUs, Math.max(frontierUs, endUs));
                    add(segments, totals, stage(before, name), frontierUs, untilUs);
                    frontierUs = untilUs;
                    before = name;
                }
            }
            add(segments, totals, last(before), frontierUs, endUs);
        } else {
            add(segments, totals, Stage.STT, 0, endUs);
        }
        return Optional.of(new Waterfall(endUs, segments, totals));
    }

    private static Stage stage(String from, String to) {
        return switch (to) {
            case ProbeMilestone.DNS_START, ProbeMilestone.CONNECT_START, ProbeMilestone.ACQUIRED -> Stage.UNATTRIBUTED;
            // Without encryption a connection stands as soon as it can be used.
            case ProbeMilestone.CONNECT_END -> from.equals(ProbeMilestone.TLS_END) ? Stage.TLS : Stage.CONNECT;
            case ProbeMilestone.FIRST_REASONING, Milestone.TTS_FIRST_BYTE -> Stage.STREAM;
            default -> BY_END.getOrDefault(to, Stage.UNATTRIBUTED);
        };
    }

    /** The stretch before the instant that the probe is about. */
    private static Stage last(String from) {
        return switch (from) {
            case ProbeMilestone.FIRST_REASONING -> Stage.REASONING;
            case Milestone.TTS_FIRST_BYTE -> Stage.PLAYOUT;
            case ProbeMilestone.HEAD -> Stage.STREAM;
            default -> Stage.UNATTRIBUTED;
        };
    }

    private static void add(
            List<Waterfall.Segment> segments, Map<Stage, Long> totals, Stage stage, long startUs, long endUs) {
        totals.merge(stage, endUs - startUs, Long::sum);
        if (endUs == startUs) {
            return;
        }
        if (!segments.isEmpty() && segments.getLast().stage() == stage) {
            Waterfall.Segment before = segments.removeLast();
            segments.add(new Waterfall.Segment(stage, before.startUs(), endUs));
        } else {
            segments.add(new Waterfall.Segment(stage, startUs, endUs));
        }
    }
}
