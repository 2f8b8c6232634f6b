package io.turngap.report;

import io.turngap.measure.CallLine;
import io.turngap.measure.Metrics;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went wrong in a run, by kind: calls that failed by how they ended, and turns of calls that went on by how those ended. */
final class LoadFailures {

    private static final int MOST_EXAMPLES = 3;

    private LoadFailures() {}

    /**
     * One kind.
     *
     * @param what {@code calls} or {@code turns}
     * @param name in words, such as {@code unreachable}
     * @param count how many
     * @param of of how many calls or turns
     * @param firstUs when the first began, on the clock of the journal
     * @param lastUs when the last began
     * @param examples a few, with different causes where there are such
     */
    record Kind(String what, String name, int count, int of, long firstUs, long lastUs, List<Example> examples) {}

    /**
     * One of a kind.
     *
     * @param turn the turn; -1 for a call as a whole
     * @param wav name of the file with its sound; empty when none was kept
     */
    record Example(int call, int turn, String detail, String wav) {

        /** Such as {@code call 12, turn 3}. */
        String name() {
            return "call " + call + (turn < 0 ? "" : turn == Turn.GREETING ? ", greeting" : ", turn " + turn);
        }
    }

    /** The kinds, calls before turns, the most frequent first. */
    static List<Kind> of(List<Turn> turns, List<CallLine> calls, List<Recording> recordings) {
        Map<Long, String> sounds = new HashMap<>();
        for (Recording recording : recordings) {
            String wav = String.valueOf(recording.wav().getFileName());
            sounds.put(key(recording.call(), recording.turn()), wav);
            sounds.putIfAbsent(key(recording.call(), -1), wav);
        }
        Map<String, Gathered> ofCalls = new LinkedHashMap<>();
        Map<String, Gathered> ofTurns = new LinkedHashMap<>();
        calls.stream()
                .filter(CallLine::failed)
                .sorted(Comparator.comparingLong(CallLine::startEpochUs).thenComparingInt(CallLine::call))
                .forEach(call -> ofCalls.computeIfAbsent(words(call.ending()), unseen -> new Gathered())
                        .add(call.call(), -1, call.startEpochUs(), call.detail(), sounds));
        turns.stream()
                .sorted(Comparator.comparingLong(Turn::startEpochUs).thenComparingInt(Turn::call))
                .forEach(turn -> kind(turn, calls.isEmpty())
                        .ifPresent(kind -> ofTurns.computeIfAbsent(kind, unseen -> new Gathered())
                                .add(turn.call(), turn.turn(), turn.startEpochUs(), turn.detail(), sounds)));
        int spoken = (int) turns.stream()
                .filter(turn -> !turn.isGreeting() && !turn.isEmptyError())
                .count();
        List<Kind> kinds = new ArrayList<>();
        kinds(kinds, "calls", ofCalls, calls.size());
        kinds(kinds, "turns", ofTurns, spoken);
        return List.copyOf(kinds);
    }

    private static void kinds(List<Kind> kinds, String what, Map<String, Gathered> gathered, int of) {
        gathered.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Gathered> it) -> -it.getValue().count))
                .forEach(it -> kinds.add(it.getValue().kind(what, it.getKey(), of)));
    }

    /** How a turn failed; a call that broke stands among the calls, where those are known. */
    private static Optional<String> kind(Turn turn, boolean noCalls) {
        String greeting = turn.isGreeting() ? " greeting" : "";
        return switch (turn.outcome()) {
            case MISSED -> Optional.of("missed" + greeting);
            case CUT_OFF -> Optional.of("cut off");
            case RATE_LIMITED -> Optional.of("rate limited" + greeting);
            case ERROR -> noCalls ? Optional.of("call broke") : Optional.empty();
            case ANSWERED ->
                Optional.ofNullable(turn.levers().get(Metrics.FALLBACK)).map(why -> "fallback phrase, " + words(why));
        };
    }

    private static String words(String name) {
        return name.isEmpty() ? "unknown" : name.replace('_', ' ');
    }

    private static long key(int call, int turn) {
        return ((long) call << 32) | (turn & 0xFFFFFFFFL);
    }

    private static final class Gathered {
        private int count;
        private long firstUs;
        private long lastUs;
        private final List<Example> examples = new ArrayList<>();
        private final Set<String> causes = new HashSet<>();
        private @Nullable Example alike;

        void add(int call, int turn, long atUs, String detail, Map<Long, String> sounds) {
            firstUs = count == 0 ? atUs : firstUs;
            lastUs = atUs;
            count++;
            if (examples.size() == MOST_EXAMPLES) {
                return;
            }
            Example example = new Example(call, turn, detail, sounds.getOrDefault(key(call, turn), ""));
            // Addresses, times and sizes differ where the cause is one.
            if (causes.add(detail.replaceAll("[0-9]+", "#"))) {
                examples.add(example);
            } else if (alike == null || (alike.wav().isEmpty() && !example.wav().isEmpty())) {
                alike = example;
            }
        }

        Kind kind(String what, String name, int of) {
            List<Example> shown = new ArrayList<>(examples);
            if (alike != null && shown.size() < MOST_EXAMPLES) {
                shown.add(alike);
            }
            return new Kind(what, name, count, of, firstUs, lastUs, List.copyOf(shown));
        }
    }
}
