package io.turngap.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where the time of one reply went: segments without gap or overlap from the caller's last speech sample to the first audible sample,
 * which sum to the TTFA to the microsecond.
 *
 * <p>The milestones on the way ({@link CriticalPath}) are walked in the order of the pipeline, and each moves a frontier forward, never
 * back: a stage gets the time from when all before it was done to when it was done itself. So work that was done early (a model asked on
 * a partial transcript) costs nothing, and a turn decision that came late is endpointing though a guess was ready. Milestones out of
 * order, before 0 or after the end are thereby clamped, and what the agent tells of itself is clamped to the first packet, which the
 * caller saw. A gap between two milestones that no {@link Stage} spans is {@link Stage#UNATTRIBUTED}. Where things overlap before the
 * synthesis was asked for, an open tool takes the time, then an open request to the model.
 *
 * <p>An agent whose one model hears and speaks, and which says so by its lever {@code speech_to_speech}, tells of nothing between its turn
 * decision and its first audio byte: that is {@link Stage#LLM}.
 *
 * <p>The answer has a waterfall of its own when a filler came first. No packet of it was noted apart, so what lies between its first
 * audio byte and its first audible sample, waiting for the filler to end included, is {@link Stage#PLAYOUT}.
 *
 * <p>A reply that began before the caller was done has a negative TTFA: one unattributed segment of that negative length.
 *
 * @param totalUs TTFA, or time to the answer, µs; the sum of the segments
 * @param segments in order, none empty
 * @param stagesUs total a stage, µs, also where it is 0 because the milestones say so; a stage that was not seen is absent
 */
public record Waterfall(long totalUs, List<Segment> segments, Map<Stage, Long> stagesUs) {

    /** The lever that an agent names whose model speaks without text between. */
    /** Lever of an agent whose one model hears and speaks. */
    public static final String SPEECH_TO_SPEECH = "speech_to_speech";

    public Waterfall {
        segments = List.copyOf(segments);
        stagesUs = java.util.Collections.unmodifiableMap(
                stagesUs.isEmpty() ? new EnumMap<>(Stage.class) : new EnumMap<>(stagesUs));
    }

    /**
     * One stretch.
     *
     * @param startUs µs from the caller's last speech sample
     * @param endUs µs from the caller's last speech sample; after {@code startUs} but for a negative TTFA
     */
    public record Segment(Stage stage, long startUs, long endUs) {
        /** Its length, µs. */
        public long us() {
            return endUs - startUs;
        }
    }

    /** The waterfall to the first audible sample of anything; empty for a greeting and when nothing was heard. */
    public static Optional<Waterfall> of(Turn turn) {
        ProbeNotes probed = turn.probe();
        if (probed != null) {
            return ProbeWaterfall.of(turn, probed.kind());
        }
        OptionalLong end = turn.isGreeting() ? OptionalLong.empty() : turn.at(Milestone.FIRST_AUDIBLE);
        return end.isEmpty()
                ? Optional.empty()
                : Optional.of(along(turn, CriticalPath.toFirstAudible(turn, end.getAsLong()), end.getAsLong()));
    }

    /** The waterfall to the first audible sample of the answer; empty when that is the first audible sample of anything, or was not heard. */
    public static Optional<Waterfall> ofAnswer(Turn turn) {
        OptionalLong end = turn.isGreeting() ? OptionalLong.empty() : turn.at(Milestone.ANSWER_AUDIBLE);
        return end.isEmpty() || end.equals(turn.at(Milestone.FIRST_AUDIBLE))
                ? Optional.empty()
                : Optional.of(along(turn, CriticalPath.toAnswer(turn, end.getAsLong()), end.getAsLong()));
    }

    private static Waterfall along(Turn turn, List<CriticalPath.Node> path, long endUs) {
        boolean oneModel = turn.levers().containsKey(SPEECH_TO_SPEECH);
        if (endUs < 0) {
            return new Waterfall(
                    endUs, List.of(new Segment(Stage.UNATTRIBUTED, 0, endUs)), Map.of(Stage.UNATTRIBUTED, endUs));
        }
        long packetUs = path.stream()
                .filter(node -> node.name().equals(Milestone.FIRST_PACKET))
                .mapToLong(node -> Math.clamp(node.us(), 0, endUs))
                .findFirst()
                .orElse(endUs);
        List<Segment> segments = new ArrayList<>();
        Map<Stage, Long> totals = new EnumMap<>(Stage.class);
        totals.put(Stage.UNATTRIBUTED, 0L);
        Set<String> open = new HashSet<>();
        long frontierUs = 0;
        for (int i = 1; i < path.size(); i++) {
            CriticalPath.Node from = path.get(i - 1);
            CriticalPath.Node to = path.get(i);
            mark(open, from);
            boolean last = i == path.size() - 1;
            long untilUs = last ? endUs : Math.clamp(to.us(), frontierUs, Math.max(frontierUs, packetUs));
            Stage stage = stage(from.name(), to.name(), open, oneModel);
            totals.merge(stage, untilUs - frontierUs, Long::sum);
            add(segments, new Segment(stage, frontierUs, untilUs));
            frontierUs = untilUs;
        }
        return new Waterfall(endUs, segments, totals);
    }

    private static void mark(Set<String> open, CriticalPath.Node node) {
        switch (node.name()) {
            case Milestone.LLM_REQUEST, Milestone.TOOL_START -> open.add(node.name() + node.pass());
            case Milestone.LLM_FIRST_TOKEN -> open.remove(Milestone.LLM_REQUEST + node.pass());
            case Milestone.TOOL_END -> open.remove(Milestone.TOOL_START + node.pass());
            default -> {}
        }
    }

    private static void add(List<Segment> segments, Segment next) {
        if (next.us() == 0) {
            return;
        }
        if (!segments.isEmpty() && segments.getLast().stage() == next.stage()) {
            Segment before = segments.removeLast();
            segments.add(new Segment(next.stage(), before.startUs(), next.endUs()));
        } else {
            segments.add(next);
        }
    }

    private static Stage stage(String from, String to, Set<String> open, boolean oneModel) {
        return switch (to) {
            case Milestone.AGENT_SPEECH_END -> Stage.UPLINK;
            case Milestone.AGENT_TURN_END -> Stage.ENDPOINTING;
            case Milestone.STT_FINAL -> from.equals(Milestone.AGENT_TURN_END) ? Stage.STT : Stage.UNATTRIBUTED;
            case Milestone.LLM_REQUEST, Milestone.LLM_FIRST_TOKEN, Milestone.TOOL_START, Milestone.TOOL_END ->
                thought(from, to, open);
            case Milestone.TTS_REQUEST ->
                switch (from) {
                    case Milestone.LLM_FIRST_TOKEN, Milestone.TOOL_END -> Stage.PHRASE;
                    case Milestone.STT_FINAL -> Stage.PREPARE;
                    case Milestone.LLM_REQUEST -> Stage.LLM;
                    case Milestone.TOOL_START -> Stage.TOOL;
                    default -> Stage.UNATTRIBUTED;
                };
            case Milestone.TTS_FIRST_BYTE ->
                switch (from) {
                    case Milestone.TTS_REQUEST -> Stage.TTS;
                    case Milestone.AGENT_TURN_END, Milestone.STT_FINAL -> oneModel ? Stage.LLM : Stage.UNATTRIBUTED;
                    default -> Stage.UNATTRIBUTED;
                };
            case Milestone.FIRST_PACKET -> from.equals(Milestone.TTS_FIRST_BYTE) ? Stage.DOWNLINK : Stage.UNATTRIBUTED;
            case Milestone.FIRST_AUDIBLE -> from.equals(Milestone.FIRST_PACKET) ? Stage.PLAYOUT : Stage.UNATTRIBUTED;
            case Milestone.ANSWER_AUDIBLE ->
                from.equals(Milestone.FIRST_PACKET) || from.equals(Milestone.TTS_FIRST_BYTE)
                        ? Stage.PLAYOUT
                        : Stage.UNATTRIBUTED;
            default -> Stage.UNATTRIBUTED;
        };
    }

    /** A gap while the reply was thought out: an open tool, then an open model, then what the two ends say. */
    private static Stage thought(String from, String to, Set<String> open) {
        if (open.stream().anyMatch(name -> name.startsWith(Milestone.TOOL_START))) {
            return Stage.TOOL;
        }
        if (open.stream().anyMatch(name -> name.startsWith(Milestone.LLM_REQUEST))) {
            return Stage.LLM;
        }
        return switch (to) {
            case Milestone.LLM_REQUEST ->
                switch (from) {
                    case Milestone.STT_FINAL, Milestone.TOOL_END, Milestone.LLM_FIRST_TOKEN -> Stage.PREPARE;
                    default -> Stage.UNATTRIBUTED;
                };
            case Milestone.TOOL_START -> from.equals(Milestone.LLM_FIRST_TOKEN) ? Stage.LLM : Stage.UNATTRIBUTED;
            default -> Stage.UNATTRIBUTED;
        };
    }
}
