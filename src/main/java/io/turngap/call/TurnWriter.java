package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.measure.Instants;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.scenario.Scenario;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what was noted of a turn as a line of the journal. A pure function of the turn, the agent's audible stretches and how the call stands. */
final class TurnWriter {

    private final CallPlan plan;
    private final Spans agent;

    TurnWriter(CallPlan plan, Spans agent) {
        this.plan = plan;
        this.agent = agent;
    }

    /**
     * How the call stands when a turn is written: {@code broken} says why the call broke, and is empty while it has not; {@code vouched}
     * when the agent tells which of its audio is the answer, so that audio of which it did not say so was no filler.
     */
    record Standing(
            long nowNanos, boolean settled, String broken, String over, List<String> modelled, boolean vouched) {}

    Turn write(OpenTurn turn, Standing standing) {
        Outcome outcome = outcome(turn, standing);
        Spoken spoken = turn.spoken;
        return new Turn(
                plan.call(),
                turn.index,
                plan.scenario().name(),
                spoken == null ? "" : spoken.utterance(),
                spoken == null ? "" : spoken.voice(),
                spoken == null ? "" : spoken.noise(),
                outcome,
                detail(turn, outcome, standing),
                plan.epochUs().applyAsLong(turn.startNanos),
                milestones(turn, standing.vouched),
                turn.claims,
                bargeIn(turn, standing.nowNanos),
                micros(turn.deadAirNanos),
                micros(talkOver(turn)),
                turn.framesLate,
                turn.heard.toString(),
                turn.said.toString(),
                standing.modelled,
                turn.levers,
                turn.uncertaintyNanos == 0 ? null : micros(turn.uncertaintyNanos),
                outcome == Outcome.MISSED ? (Long) micros(turn.waitedNanos(standing.nowNanos)) : null,
                null,
                toolDeadAir(turn, standing.nowNanos));
    }

    private Outcome outcome(OpenTurn turn, Standing standing) {
        if (!standing.broken.isEmpty() && (turn.firstAudible == NONE || !standing.settled)) {
            return Outcome.ERROR;
        }
        if (turn.firstAudible == NONE && turn.limitedNanos != NONE) {
            return Outcome.RATE_LIMITED;
        }
        if (turn.firstAudible == NONE) {
            return Outcome.MISSED;
        }
        if (turn.kind == OpenTurn.Kind.GREETING) {
            return Outcome.ANSWERED;
        }
        long ttfa = turn.firstAudible - turn.originNanos;
        return ttfa < 0 ? Outcome.CUT_OFF : ttfa > replyNanos() ? Outcome.MISSED : Outcome.ANSWERED;
    }

    private String detail(OpenTurn turn, Outcome outcome, Standing standing) {
        String why = switch (outcome) {
            case ERROR -> standing.broken;
            case RATE_LIMITED -> "rate limited";
            case MISSED -> missed(turn, standing);
            case CUT_OFF -> "the agent was audible before the caller's turn was over";
            case ANSWERED -> standing.settled ? "" : standing.over;
        };
        return joined(joined(turn.note, why), turn.trouble);
    }

    private static String joined(String before, String after) {
        return before.isEmpty() ? after : after.isEmpty() ? before : before + "; " + after;
    }

    private String missed(OpenTurn turn, Standing standing) {
        Scenario.Limits limits = plan.scenario().limits();
        if (turn.firstAudible != NONE) {
            return "first heard " + (turn.firstAudible - turn.originNanos) / SampleClock.MS
                    + " ms after the turn; the limit is " + limits.replyMs() + " ms";
        }
        if (turn.kind == OpenTurn.Kind.GREETING) {
            return "no greeting within " + limits.greetingMs() + " ms";
        }
        if (standing.nowNanos - turn.originNanos >= replyNanos()) {
            return "no audible reply within " + limits.replyMs() + " ms";
        }
        return standing.over.isEmpty() ? "the caller spoke again before a reply" : standing.over;
    }

    private static Map<String, Long> milestones(OpenTurn turn, boolean vouched) {
        String[] names = new String[turn.milestones.size() + 5];
        long[] nanos = new long[names.length];
        int seen = 0;
        if (turn.kind != OpenTurn.Kind.GREETING) {
            seen = insert(names, nanos, seen, Milestone.SPEECH_END, turn.originNanos);
        }
        for (Map.Entry<String, Long> told : turn.milestones.entrySet()) {
            seen = insert(names, nanos, seen, told.getKey(), told.getValue());
        }
        seen = insert(names, nanos, seen, Milestone.FIRST_PACKET, turn.firstPacket);
        seen = insert(names, nanos, seen, Milestone.FIRST_AUDIBLE, turn.firstAudible);
        seen = insert(names, nanos, seen, Milestone.ANSWER_AUDIBLE, answer(turn, vouched));
        seen = insert(names, nanos, seen, Milestone.AGENT_AUDIO_END, turn.lastAudible);
        for (int i = 0; i < seen; i++) {
            nanos[i] = micros(nanos[i] - turn.originNanos);
        }
        return Instants.of(names, nanos, seen);
    }

    /** Puts an instant, where it was seen, behind all that are not later; gives how many there are then. */
    private static int insert(String[] names, long[] nanos, int seen, String name, long atNanos) {
        if (atNanos == NONE) {
            return seen;
        }
        int place = seen;
        for (; place > 0 && nanos[place - 1] > atNanos; place--) {
            names[place] = names[place - 1];
            nanos[place] = nanos[place - 1];
        }
        names[place] = name;
        nanos[place] = atNanos;
        return seen + 1;
    }

    /** Where nobody can say whether what was heard first was a filler, no answer was seen. */
    private static long answer(OpenTurn turn, boolean vouched) {
        return turn.answerMarked ? turn.answerAudible : vouched ? turn.firstAudible : NONE;
    }

    private Turn.@Nullable BargeIn bargeIn(OpenTurn turn, long nowNanos) {
        boolean stoppedForBackchannel = turn.backchannelStop != NONE;
        if (turn.kind == OpenTurn.Kind.INTERRUPT) {
            long limit = plan.scenario().limits().bargeInMs() * SampleClock.MS;
            boolean ranInto = turn.oldReplyAudible || turn.oldReplyEnd != NONE;
            long seen = ranInto ? (turn.oldReplyAudible ? nowNanos : turn.oldReplyEnd) - turn.startNanos : 0;
            boolean toItsEnd = ranInto && turn.oldReply.ranOut();
            boolean censored = turn.oldReplyAudible || turn.neverYielded || toItsEnd || seen > limit;
            Long stop = ranInto && !censored ? micros(seen) : null;
            Long going = censored ? micros(Math.clamp(seen, 0, limit)) : null;
            Long recovery = turn.recovery == NONE ? null : micros(turn.recovery - turn.originNanos);
            return new Turn.BargeIn(
                    "interruption", stop, going, recovery, stoppedForBackchannel || turn.stoppedForNoise);
        }
        if (turn.backchannelStart == NONE) {
            return turn.stoppedForNoise ? new Turn.BargeIn("noise", null, null, null, true) : null;
        }
        Long stop = stoppedForBackchannel ? micros(turn.backchannelStop - turn.backchannelStart) : null;
        return new Turn.BargeIn("backchannel", stop, null, null, stoppedForBackchannel || turn.stoppedForNoise);
    }

    private long talkOver(OpenTurn turn) {
        long sum = 0;
        for (Spans.Span caller : turn.callerSpeech) {
            sum += agent.within(caller.fromNanos(), caller.toNanos());
        }
        return sum;
    }

    private @Nullable Long toolDeadAir(OpenTurn turn, long nowNanos) {
        if (!turn.milestones.containsKey(Milestone.TOOL_START)) {
            return null;
        }
        long until = Math.min(nowNanos, turn.originNanos + replyNanos());
        return micros(
                new ToolSilence(turn, agent, turn.followedNanos == NONE ? until : Math.min(until, turn.followedNanos))
                        .nanos());
    }

    private long replyNanos() {
        return plan.scenario().limits().replyMs() * SampleClock.MS;
    }

    /** To the nearest microsecond; halves up. */
    private static long micros(long nanos) {
        return Math.floorDiv(nanos + 500, 1_000);
    }
}
