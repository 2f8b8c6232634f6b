package io.turngap.call;

import static io.turngap.call.OpenTurn.NONE;

import io.turngap.link.Link;
import io.turngap.measure.TurnSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adds up what is known of a call as a whole, and hands over its turns. */
final class Ledger {

    private static final int MOST_TROUBLES_KEPT = 20;
    private static final int MOST_STAGES = 64;

    private final CallPlan plan;
    private final TurnSink sink;
    private final TurnWriter writer;
    private final List<String> firstTroubles = new ArrayList<>();
    private final Map<String, String> about = new LinkedHashMap<>();
    private final TreeSet<String> modelled = new TreeSet<>();
    private List<String> modelledInOrder = List.of();
    private final List<CallResult.Mark> marks = new ArrayList<>();
    private long dueNanos;
    private long startNanos;
    private boolean began;
    private String session = "";
    private OptionalLong connectUs = OptionalLong.empty();
    private String broken = "";
    private String ended = "";
    private boolean audibleAtTheEnd;
    private boolean vouched;
    private long streamStartNanos;
    private long sent;
    private long late;
    private long mostLateNanos;
    private int troubles;

    Ledger(CallPlan plan, Spans agent, TurnSink sink) {
        this.plan = plan;
        this.sink = sink;
        this.writer = new TurnWriter(plan, agent);
    }

    void started(long atNanos) {
        startNanos = atNanos;
        dueNanos = plan.dueNanos() == CallPlan.AT_ONCE ? atNanos : plan.dueNanos();
        began = true;
    }

    void session(String id) {
        session = id;
    }

    void connected(long afterNanos) {
        connectUs = OptionalLong.of(afterNanos / 1_000);
    }

    void streamStart(long nanos) {
        streamStartNanos = nanos;
    }

    /** A frame leaves, so late. */
    void sent(long latenessNanos, @Nullable OpenTurn turn) {
        sent++;
        mostLateNanos = Math.max(mostLateNanos, latenessNanos);
        if (latenessNanos > plan.lateBudgetMs() * SampleClock.MS) {
            late++;
            if (turn != null) {
                turn.framesLate++;
            }
        }
        plan.frameLatenessNanos().accept(latenessNanos);
    }

    /** The agent tells of its stages itself, and so which of its audio is filler. */
    void vouches() {
        vouched = true;
    }

    void about(String stage, String engine, boolean isModelled) {
        if (about.size() < MOST_STAGES || about.containsKey(stage)) {
            about.put(stage, engine);
            if (isModelled) {
                modelled.add(stage);
            } else {
                modelled.remove(stage);
            }
            modelledInOrder = List.copyOf(modelled);
        }
    }

    void trouble(String what) {
        troubles++;
        if (firstTroubles.size() < MOST_TROUBLES_KEPT) {
            firstTroubles.add(what);
        }
    }

    /** The call is over: turns that are open now are written with that in mind. {@code audible} when the agent was still audible. */
    void ending(Link.Ending ending, boolean completed, boolean audible) {
        audibleAtTheEnd = audible;
        boolean ours = ending.kind() == Link.Ending.Kind.HUNG_UP;
        ended = ending.detail().isEmpty() ? "the caller hung up" : ending.detail();
        broken = ours || completed ? "" : ended;
    }

    /** Writes a turn. {@code last} when it is the one that the caller spoke last. */
    void close(OpenTurn turn, long nowNanos, boolean last, boolean settled) {
        if (turn.kind == OpenTurn.Kind.GREETING && turn.firstAudible == NONE && !turn.awaited) {
            return;
        }
        boolean finished = settled && !(last && audibleAtTheEnd);
        sink.turn(writer.write(
                turn,
                new TurnWriter.Standing(nowNanos, finished, broken, last ? ended : "", modelledInOrder, vouched)));
        int from = position(turn.startNanos);
        int to = Math.max(from, position(turn.lastAudible == NONE ? nowNanos : turn.lastAudible));
        marks.add(new CallResult.Mark(turn.index, from, position(turn.originNanos), to));
    }

    CallResult result(Link.Ending ending, boolean completed, long endNanos, long lost, Recording recording) {
        if (!began) {
            started(endNanos);
        }
        String detail = ending.detail();
        if (!firstTroubles.isEmpty()) {
            detail = (detail.isEmpty() ? "" : detail + "; ") + "the agent reported: " + firstTroubles.getFirst();
        }
        return new CallResult(
                plan.call(),
                ending.kind(),
                detail,
                completed,
                plan.epochUs().applyAsLong(dueNanos),
                plan.epochUs().applyAsLong(startNanos),
                plan.epochUs().applyAsLong(endNanos),
                session,
                connectUs,
                marks.size(),
                troubles,
                firstTroubles,
                about,
                modelled,
                sent,
                late,
                lost,
                mostLateNanos / 1_000,
                recording,
                marks);
    }

    private int position(long nanos) {
        return (int) Math.max(0, (nanos - streamStartNanos) / SampleClock.SAMPLE_NANOS);
    }
}
