package io.turngap.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What one turn adds to each metric. Nothing here is counted twice, and nothing is made up for what was not seen. */
public final class Metrics {

    /** Caller's last speech sample → first audible agent sample. */
    public static final String TTFA = "ttfa";
    /** As TTFA, to the first audio bytes received. */
    public static final String FIRST_PACKET = "first_packet";
    /** As TTFA, to the substantive answer. */
    public static final String ANSWER = "answer";
    /** Call connected → first audible agent sample. */
    public static final String GREETING = "greeting";
    /** Intended start of the call → open conversation. One value a call; counted by {@link #connect}. */
    public static final String CONNECT = "connect";
    /** Interruption → last audible agent sample played. */
    public static final String BARGE_IN_STOP = "barge_in_stop";
    /** End of the interruption → first settled agent audio. */
    public static final String RECOVERY = "recovery";
    /** Both silent beyond the threshold before the agent was heard or given up, a turn. */
    public static final String DEAD_AIR = "dead_air";
    /** Both silent while a tool ran, a turn in which one did. */
    public static final String TOOL_DEAD_AIR = "tool_dead_air";
    /** Both audible, a turn. */
    public static final String TALK_OVER = "talk_over";

    /** Every metric of calls, in the order of reports. */
    public static final List<String> NAMES = List.of(
            TTFA, FIRST_PACKET, ANSWER, GREETING, CONNECT, BARGE_IN_STOP, RECOVERY, DEAD_AIR, TOOL_DEAD_AIR, TALK_OVER);

    /** Every metric of calls and of probes. */
    public static final List<String> ALL =
            Stream.concat(NAMES.stream(), ProbeKind.allMetrics().stream()).toList();

    /** Metrics that end with a reply: what was missed counts in them as at least the time waited. */
    public static final List<String> REPLIES = List.of(TTFA, FIRST_PACKET, ANSWER, GREETING, CONNECT);

    /** True for a metric that ends with an answer: what was missed counts in it as at least the time waited. */
    public static boolean isReply(String metric) {
        return REPLIES.contains(metric) || ProbeKind.isHeadline(metric);
    }

    /** Kind of a barge-in that should stop the agent. */
    public static final String INTERRUPTION = "interruption";
    /** Kind of a barge-in that should not. */
    public static final String BACKCHANNEL = "backchannel";

    /** Lever that an agent tells of when it gave an excuse instead of an answer. */
    public static final String FALLBACK = "fallback";

    private Metrics() {}

    /** Hands over each value of a turn with its metric's name: of a call's turn as {@link #of}, of a probe's those of its kind. */
    public static void each(Turn turn, BiConsumer<String, Value> sink) {
        ProbeNotes notes = turn.probe();
        if (notes == null) {
            of(turn).forEach(sink);
        } else {
            ProbeMetrics.each(turn, notes, sink);
        }
    }

    /**
     * The values of a turn by metric.
     *
     * <p>A greeting gives only {@code greeting}. A reply that was heard counts as it was heard, however late. What was not heard in a
     * missed turn would have come later than the caller waited: that is a lower bound, since leaving it out would make an agent look
     * quicker the more it misses. So is the answer where the agent says that it gave a fallback phrase instead. A journal that does not say how long the caller waited gives none. A turn in which the call broke keeps
     * what was measured before, but not its dead air and talk-over, which were cut short.
     */
    public static Map<String, Value> of(Turn turn) {
        Map<String, Value> values = new LinkedHashMap<>();
        if (turn.isGreeting()) {
            add(values, turn, GREETING, turn.at(Milestone.FIRST_AUDIBLE));
        } else {
            add(values, turn, TTFA, turn.at(Milestone.FIRST_AUDIBLE));
            add(values, turn, FIRST_PACKET, turn.at(Milestone.FIRST_PACKET));
            add(values, turn, ANSWER, turn.at(Milestone.ANSWER_AUDIBLE));
            if (turn.levers().containsKey(FALLBACK)) {
                // What was heard was an excuse: an answer would have come later than that, if at all.
                values.computeIfPresent(ANSWER, (name, value) -> new Value(value.call(), value.us(), true));
            }
            if (turn.outcome() != Outcome.ERROR) {
                values.put(DEAD_AIR, new Value(turn.call(), turn.deadAirUs(), false));
                values.put(TALK_OVER, new Value(turn.call(), turn.talkOverUs(), false));
                Long toolDeadAirUs = turn.toolDeadAirUs();
                if (toolDeadAirUs != null) {
                    values.put(TOOL_DEAD_AIR, new Value(turn.call(), toolDeadAirUs, false));
                }
            }
        }
        Turn.BargeIn bargeIn = turn.bargeIn();
        if (bargeIn != null && INTERRUPTION.equals(bargeIn.kind())) {
            Long stopUs = bargeIn.stopUs();
            Long censoredUs = bargeIn.censoredUs();
            Long recoveryUs = bargeIn.recoveryUs();
            if (stopUs != null) {
                values.put(BARGE_IN_STOP, new Value(turn.call(), stopUs, false));
            } else if (censoredUs != null) {
                values.put(BARGE_IN_STOP, new Value(turn.call(), censoredUs, true));
            }
            if (recoveryUs != null) {
                values.put(RECOVERY, new Value(turn.call(), recoveryUs, false));
            }
        }
        return values;
    }

    /**
     * How long each caller waited for a conversation, from the intended start, however late the instrument was. A call that was tried and
     * never connected would have taken longer than its caller waited; one that was not tried says nothing. Where no call waited, as on a
     * virtual timeline without queues, there is nothing to tell, and the list is empty.
     */
    static List<Value> connect(List<CallLine> calls) {
        List<Value> values = calls.stream()
                .filter(call -> call.connectUs().isPresent() || call.endEpochUs() > call.dueEpochUs())
                .map(call -> new Value(
                        call.call(),
                        call.connectUs().orElse(call.endEpochUs() - call.dueEpochUs()),
                        call.connectUs().isEmpty()))
                .toList();
        return values.stream().allMatch(value -> value.us() == 0) ? List.of() : values;
    }

    private static void add(Map<String, Value> values, Turn turn, String metric, OptionalLong us) {
        Long waitedUs = turn.waitedUs();
        if (us.isPresent()) {
            values.put(metric, new Value(turn.call(), us.getAsLong(), false));
        } else if (turn.outcome() == Outcome.MISSED && waitedUs != null) {
            values.put(metric, new Value(turn.call(), waitedUs, true));
        }
    }

    /**
     * One value.
     *
     * @param call in which it was measured
     * @param us microseconds
     * @param censored true when it is a lower bound only
     */
    public record Value(int call, long us, boolean censored) {}
}
