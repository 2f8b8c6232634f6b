package io.turngap.cli;

import io.turngap.call.CallResult;
import io.turngap.gate.ExitCode;
import io.turngap.link.CallIdentity;
import io.turngap.measure.MeasureException;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Turn;
import io.turngap.sound.Pcm;
import io.turngap.trace.CallWindow;
import io.turngap.trace.CallWindow.TurnWindow;
import io.turngap.trace.OtlpReceiver;
import io.turngap.trace.Traces;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The agent's traces in one run: takes them while calls are made, notes where each call lies in time, and when the last has ended waits for
 * what comes late and writes beside the journal what they tell of its turns.
 */
final class RunTraces implements AutoCloseable {

    /** The SDKs' batch processors send each five seconds. */
    private static final long MOST_WAIT_MS = 6_000;

    private static final String OFF = "off";

    private final OtlpReceiver receiver;
    /** The last calls of a run; the turns of earlier ones would fill the memory of a run without end, and their traces have come by then. */
    private static final int MOST_CALLS = 10_000;

    private final Deque<CallWindow> calls = new ArrayDeque<>();
    /** Calls on the agent that the run's own is held against: its spans are theirs, and no other's. */
    private final Deque<CallWindow> others = new ArrayDeque<>();

    private RunTraces(OtlpReceiver receiver) {
        this.receiver = receiver;
    }

    /**
     * Reads {@code --otlp-port}.
     *
     * @param port a port, {@code off}, or empty for the usual ones
     * @return empty where none are to be taken
     */
    static java.util.Optional<RunTraces> open(String port) {
        if (port.equals(OFF)) {
            return java.util.Optional.empty();
        }
        try {
            return java.util.Optional.of(new RunTraces(OtlpReceiver.start(number(port))));
        } catch (IOException taken) {
            throw new CommandFailure(ExitCode.USAGE.code(), String.valueOf(taken.getMessage()));
        }
    }

    private static OptionalInt number(String port) {
        if (port.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= 65_535) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException notOne) {
            // As any other that cannot be one.
        }
        throw new CommandFailure(
                ExitCode.USAGE.code(),
                "--otlp-port is \"" + port + "\"; a port from 1 to 65535, 0 for any free one, or off is expected");
    }

    /** Where traces can be sent, for people. */
    String addresses() {
        return String.join(", ", receiver.addresses());
    }

    /** Where to send traces over HTTP. */
    String address() {
        return receiver.addresses().getFirst();
    }

    /** A call has ended. Its turns' places in the sound tell how long before its end each utterance began. */
    void callEnded(String runId, CallResult result, List<Turn> turns) {
        note(calls, window(runId, result, turns));
    }

    /** A call on the other agent of the run has ended; the same, but what traces tell of it is passed over. */
    void otherCallEnded(String runId, CallResult result) {
        note(others, window(runId, result, List.of()));
    }

    private static void note(Deque<CallWindow> windows, CallWindow window) {
        if (windows.size() == MOST_CALLS) {
            windows.removeFirst();
        }
        windows.addLast(window);
    }

    private static CallWindow window(String runId, CallResult result, List<Turn> turns) {
        CallIdentity identity = new CallIdentity(runId, result.call());
        Map<Integer, CallResult.Mark> marks = new HashMap<>();
        result.marks().forEach(mark -> marks.put(mark.turn(), mark));
        List<TurnWindow> windows = new ArrayList<>();
        for (Turn turn : turns) {
            CallResult.Mark mark = marks.get(turn.turn());
            if (mark != null) {
                long start = TimeUnit.MICROSECONDS.toNanos(turn.startEpochUs());
                long speech = (mark.speechEnd() - mark.from()) * TimeUnit.SECONDS.toNanos(1) / Pcm.RATE_HZ;
                windows.add(new TurnWindow(turn, start, start + speech));
            }
        }
        windows.sort(java.util.Comparator.comparingInt(window -> window.turn().turn()));
        Instant now = Instant.now();
        return new CallWindow(
                result.call(),
                identity.name(),
                identity.traceId(),
                identity.spanId(),
                result.session(),
                TimeUnit.MICROSECONDS.toNanos(result.startEpochUs()),
                TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(),
                windows);
    }

    /**
     * Waits for late spans and writes what came.
     *
     * @param say told when there is something to wait for
     * @return the run's record with what came of its traces
     */
    RunRecord finish(RunFolder folder, RunRecord record, Consumer<String> say) {
        if (receiver.heard()) {
            say.accept("waiting for the agent's late traces, " + MOST_WAIT_MS / 1_000 + " s at most ...");
        }
        Map<String, String> callerSpans = new HashMap<>();
        calls.forEach(call -> callerSpans.put(call.traceId(), call.spanId()));
        long waitedMs = receiver.awaitLate(callerSpans, MOST_WAIT_MS);
        Traces.Result result = Traces.of(receiver, List.copyOf(calls), List.copyOf(others), waitedMs);
        if (result.facts().exports() > 0) {
            try {
                folder.writeTraces(result.turns(), result.facts());
            } catch (MeasureException refused) {
                say.accept(String.valueOf(refused.getMessage()));
            }
        }
        return record.withTraces(result.facts());
    }

    @Override
    public void close() {
        receiver.close();
    }
}
