package io.turngap.load;

import io.turngap.time.Timeline;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Starts calls at the instants of their {@link Arrivals}. A call's start waits on the timeline on which the call will live, and when it
 * comes, another one is put behind those that wait: so a bounded number waits at any time, no thread looks at a clock, and a call starts
 * when it is due, whatever became of those before it.
 *
 * <p>In an open model a call that is due while the most that are allowed are under way is not started, and that is told. In a closed one a
 * call that ends makes room for one that waits for that; it is due in the instant in which it was thought of.
 *
 * <p>Thread-safe. The lock is held for the work of one arrival, at starts and ends of calls, never on the way of a frame.
 */
final class Starts {

    /** Calls that wait for their instant. Beyond what many loops may be behind with, and short enough to be forgotten when a run is stopped. */
    static final int AHEAD = 256;

    /** Who makes the calls; told on the call's timeline. */
    interface Calls {
        /** A call will be due at that instant, which may lie ahead; told on whatever thread thought of it. */
        default void planned(int call, long dueNanos) {}

        /** The instant of a call has come, or has just passed. */
        void start(int call, Timeline timeline, long dueNanos);

        /** The same, but as many as are allowed are under way. */
        void notStarted(int call, long dueNanos);
    }

    /** Hears of a call that will not be made, and when it was due. */
    interface Untried {
        void call(int call, long dueNanos);
    }

    private final Arrivals arrivals;
    private final int mostInFlight;
    private final List<Lanes> lanes;
    private final IntUnaryOperator sides;
    private final Calls maker;
    private final Object lock = new Object();
    /** Due instants of the calls that wait for them, by index. */
    private final TreeMap<Integer, Long> planned = new TreeMap<>();

    private int calls;
    private long originNanos;
    /** When the next instant of the schedule is, whatever it says, where it was continued; see {@link #extend}. */
    private OptionalLong resumeNanos = OptionalLong.empty();

    private int next;
    private int inFlight;
    /** Calls that are not started, of which nobody was told yet. */
    private int untold;
    /** Calls that ended and made room for none yet. */
    private int room;
    /** The next call waits for room. */
    private boolean heldBack;

    private boolean scheduleOver;
    private boolean stopped;

    /**
     * Of {@code calls} calls at most.
     *
     * @param mostInFlight as many at once at most
     * @param timelines those of a link, in turn
     */
    Starts(Arrivals arrivals, int calls, int mostInFlight, Supplier<Timeline> timelines, Calls maker) {
        this(arrivals, calls, mostInFlight, List.of(timelines), call -> 0, maker);
    }

    /**
     * Of calls over several links.
     *
     * @param timelines of each link
     * @param sides over which of them a call is made
     */
    Starts(
            Arrivals arrivals,
            int calls,
            int mostInFlight,
            List<Supplier<Timeline>> timelines,
            IntUnaryOperator sides,
            Calls maker) {
        this.arrivals = arrivals;
        this.calls = calls;
        this.mostInFlight = mostInFlight;
        this.lanes = timelines.stream().map(Lanes::new).toList();
        this.sides = sides;
        this.maker = maker;
    }

    /** The clock of the timelines. */
    long nowNanos() {
        return lanes.getFirst().nowNanos();
    }

    /** Begins; the schedule counts from {@code startNanos}. */
    void begin(long startNanos) {
        synchronized (lock) {
            originNanos = startNanos;
            plan();
        }
    }

    /** A call that was started is over. */
    void ended(Timeline timeline) {
        synchronized (lock) {
            inFlight--;
            room++;
            free(timeline);
            plan();
        }
    }

    /**
     * Once all calls are over: further ones, up to so many in all. A schedule goes on where it stood, with its next call at {@code
     * startNanos}; in a closed model as many begin at once as there were. Does nothing after {@link #stop}.
     */
    void extend(int all, long startNanos) {
        synchronized (lock) {
            calls = Math.max(calls, all);
            resumeNanos = OptionalLong.of(startNanos);
            plan();
        }
    }

    private void free(Timeline timeline) {
        lanes.stream().filter(lane -> lane.has(timeline)).findFirst().ifPresent(lane -> lane.free(timeline));
    }

    /**
     * The schedule ends here: calls that wait for their instant or for room are no longer of it.
     *
     * @return the due instants of those that waited for theirs
     */
    List<Long> letGo() {
        synchronized (lock) {
            scheduleOver = true;
            List<Long> withdrawn = List.copyOf(planned.values());
            planned.clear();
            return withdrawn;
        }
    }

    /** Starts no further call. */
    void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    /** True after {@link #stop}. */
    boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    /**
     * After {@link #stop}: tells of each call that was not started and now never will be, in order. Who is told may wait for a disk: calls
     * that end meanwhile are not held up by that.
     */
    void forEachUntried(Untried untried) {
        for (Map<Integer, Long> some = takeUntried(); !some.isEmpty(); some = takeUntried()) {
            some.forEach(untried::call);
        }
    }

    /** The next of those calls, {@value #AHEAD} or a few more of them at a time. */
    private Map<Integer, Long> takeUntried() {
        synchronized (lock) {
            Map<Integer, Long> some = new TreeMap<>(planned);
            planned.clear();
            long now = nowNanos();
            for (; next < calls && !scheduleOver && some.size() < AHEAD; next++) {
                long start = heldBack ? Arrivals.WHEN_ONE_ENDS : arrivals.startNanos(next);
                heldBack = false;
                scheduleOver = start == Arrivals.NO_MORE;
                if (!scheduleOver) {
                    some.put(next, start == Arrivals.WHEN_ONE_ENDS ? now : originNanos + start);
                }
            }
            return some;
        }
    }

    /** True once every call that will be has ended. */
    boolean isOver() {
        synchronized (lock) {
            return inFlight == 0 && untold == 0 && (stopped || (planned.isEmpty() && (scheduleOver || next >= calls)));
        }
    }

    private void plan() {
        while (!stopped && !scheduleOver && next < calls && planned.size() < AHEAD) {
            if (!heldBack) {
                long start = arrivals.startNanos(next);
                scheduleOver = start == Arrivals.NO_MORE;
                heldBack = start == Arrivals.WHEN_ONE_ENDS;
                if (start >= 0) {
                    if (resumeNanos.isPresent()) {
                        originNanos = resumeNanos.getAsLong() - start;
                        resumeNanos = OptionalLong.empty();
                    }
                    put(next++, originNanos + start);
                }
            } else if (room > 0) {
                room--;
                heldBack = false;
                put(next++, nowNanos());
            } else {
                return;
            }
        }
    }

    private void put(int call, long dueNanos) {
        Timeline timeline = lanes.get(sides.applyAsInt(call)).take();
        planned.put(call, dueNanos);
        maker.planned(call, dueNanos);
        timeline.at(dueNanos, () -> due(call, timeline, dueNanos));
    }

    private void due(int call, Timeline timeline, long dueNanos) {
        boolean starts;
        synchronized (lock) {
            if (stopped || planned.remove(call) == null) {
                return;
            }
            starts = inFlight < mostInFlight;
            if (starts) {
                inFlight++;
            } else {
                untold++;
                free(timeline);
            }
        }
        try {
            if (starts) {
                maker.start(call, timeline, dueNanos);
            } else {
                maker.notStarted(call, dueNanos);
            }
        } finally {
            synchronized (lock) {
                untold -= starts ? 0 : 1;
                plan();
            }
        }
    }
}
