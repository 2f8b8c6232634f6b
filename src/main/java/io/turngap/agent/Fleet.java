package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;

/**
 * The machines behind a language model, shared by all calls (L19, L24). A request takes a slot of a warm machine, or waits in one queue,
 * first come first served, until a slot is free. A cold machine loads its model for a modelled cold start before it takes anything.
 *
 * <p>{@code warm} machines are a warm pool: {@code replicas} of them run from the start and never stop. Without it nothing runs until
 * somebody asks, and a machine that had nothing to do for {@code idle_s} is cold again; so is one above the pool. An {@link Autoscaler} asks
 * for more machines, up to {@code most_replicas}; they are cold starts, too. With {@code replicas: 0} one machine has slots for everybody.
 *
 * <p>What it costs: a warm pool is paid for while nobody calls; a fleet that scales late makes callers wait in the queue.
 *
 * <p>Thread-safe. A grant comes on the timeline of the call that asked: within {@link #ask} when a slot is free. Instants of all calls are on
 * one clock. The state changes in short synchronized sections, and no call is told anything within them.
 */
final class Fleet {

    /** Requests that wait at most; another one is refused. */
    static final int MOST_WAITING = 10_000;

    /** No machine in particular. */
    static final int ANY = -1;

    /** Who asked. Told at most one of both, unless it cancels. */
    interface Client {
        /** A slot is held from now on, until {@link #release}. */
        void granted(Grant grant);

        /** The queue is full. */
        void refused(String why);
    }

    /**
     * A slot.
     *
     * @param replica the machine
     * @param queuedNanos waited for a slot
     * @param coldNanos waited, besides, for a machine that loaded its model
     * @param loads how often the machine had to load its model until now
     */
    record Grant(int replica, long queuedNanos, long coldNanos, int loads) {}

    private enum Power {
        COLD,
        LOADING,
        WARM
    }

    private static final class Replica {
        private Power power = Power.COLD;
        private int busy;
        private long idleSince;
        private long warmSince;
        private int starts;
    }

    private static final class Waiting {
        private final Timeline timeline;
        private final Client client;
        private final int preferred;
        private final long askedNanos;
        private boolean cancelled;

        Waiting(Timeline timeline, Client client, int preferred) {
            this.timeline = timeline;
            this.client = client;
            this.preferred = preferred;
            this.askedNanos = timeline.nowNanos();
        }
    }

    private final AgentConfig.Fleet config;
    private final boolean endless;
    private final int slots;
    private final Latency coldStart;
    private final Seeds seeds;
    private final Autoscaler autoscaler;
    private final Replica[] replicas;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int busy;
    private int running;
    private final Gauge gauge = new Gauge();

    /** What happened since somebody last looked. */
    private static final class Gauge {
        private int machines;
        private int waiting;
        private long asked;
        private long refused;
        private long coldStarts;
        private long releases;
        private long busyNanos;
        private long countedNanos = Long.MIN_VALUE;
    }

    Fleet(AgentConfig.Fleet config, ModelFigures figures, Seeds seeds) {
        this.config = config;
        this.endless = config.replicas() == 0;
        this.slots = endless ? Integer.MAX_VALUE : config.slots();
        this.coldStart = figures.coldStart();
        this.seeds = seeds;
        this.autoscaler = Autoscaler.on(config.scaleOn(), figures.scaling(), config.slots());
        this.replicas = new Replica[endless ? 1 : Math.max(config.replicas(), config.mostReplicas())];
        for (int i = 0; i < replicas.length; i++) {
            replicas[i] = new Replica();
            if (config.warm() && i < pool()) {
                replicas[i].power = Power.WARM;
                running++;
            }
        }
        gauge.machines = running;
    }

    /** True when there is anything to wait for: machines of unlimited slots that run from the start have none. */
    boolean isFinite() {
        return !(endless && config.warm());
    }

    /** What this fleet did since it was last asked; {@code model} is what it serves. */
    synchronized FleetLoad load(String model, long nowNanos) {
        count(nowNanos);
        FleetLoad load = new FleetLoad(
                model,
                slots,
                replicas.length,
                Math.max(gauge.machines, running),
                Math.max(gauge.waiting, queue.size()),
                gauge.asked,
                gauge.refused,
                gauge.coldStarts,
                gauge.releases,
                gauge.busyNanos);
        gauge.machines = running;
        gauge.waiting = queue.size();
        gauge.asked = 0;
        gauge.refused = 0;
        gauge.coldStarts = 0;
        gauge.releases = 0;
        gauge.busyNanos = 0;
        return load;
    }

    /** Adds up how long slots were held until now; before each change of their number. */
    private void count(long nowNanos) {
        if (gauge.countedNanos != Long.MIN_VALUE) {
            gauge.busyNanos += busy * Math.max(0, nowNanos - gauge.countedNanos);
        }
        gauge.countedNanos = nowNanos;
    }

    /**
     * Asks for a slot.
     *
     * @param preferred the machine that would be best, such as the one that holds the call's attention states; or {@link #ANY}
     * @return gives the request up while it waits; afterwards it does nothing, and the slot is to be released
     */
    Runnable ask(Timeline timeline, int preferred, Client client) {
        if (endless && config.warm()) {
            client.granted(new Grant(0, 0, 0, 0));
            return () -> {};
        }
        int at;
        int loads = 0;
        Waiting waiting = new Waiting(timeline, client, preferred);
        synchronized (this) {
            long now = timeline.nowNanos();
            count(now);
            gauge.asked++;
            stopIdle(now);
            at = queue.isEmpty() ? free(preferred) : ANY;
            if (at != ANY) {
                take(at);
                loads = replicas[at].starts;
                autoscaler.waited(0);
            } else if (queue.size() >= MOST_WAITING) {
                gauge.refused++;
                timeline.after(0, () -> client.refused("its queue is full: " + MOST_WAITING + " requests wait"));
                return () -> {};
            } else {
                queue.add(waiting);
                gauge.waiting = Math.max(gauge.waiting, queue.size());
                startForQueue(timeline);
            }
            scale(timeline);
        }
        if (at != ANY) {
            client.granted(new Grant(at, 0, 0, loads));
            return () -> {};
        }
        return () -> cancel(waiting);
    }

    /** Gives a slot back. */
    void release(Timeline timeline, int replica) {
        if (endless && config.warm()) {
            return;
        }
        synchronized (this) {
            count(timeline.nowNanos());
            gauge.releases++;
            Replica freed = replicas[replica];
            freed.busy--;
            busy--;
            freed.idleSince = timeline.nowNanos();
            serveQueue(timeline.nowNanos());
            scale(timeline);
        }
    }

    /** Machines that run or load. */
    synchronized int running() {
        return running;
    }

    /** Requests that wait. */
    synchronized int waiting() {
        return queue.size();
    }

    private int pool() {
        return endless ? 1 : config.replicas();
    }

    /** The preferred machine if it has a free slot, or else the least busy warm one; {@link #ANY} when there is none. */
    private int free(int preferred) {
        if (preferred != ANY && hasRoom(replicas[preferred])) {
            return preferred;
        }
        int best = ANY;
        for (int i = 0; i < replicas.length; i++) {
            if (hasRoom(replicas[i]) && (best == ANY || replicas[i].busy < replicas[best].busy)) {
                best = i;
            }
        }
        return best;
    }

    private boolean hasRoom(Replica replica) {
        return replica.power == Power.WARM && replica.busy < slots;
    }

    private void take(int at) {
        replicas[at].busy++;
        busy++;
    }

    private void serveQueue(long now) {
        while (!queue.isEmpty()) {
            int at = free(queue.element().preferred);
            if (at == ANY) {
                return;
            }
            Waiting next = queue.remove();
            take(at);
            long waited = Math.max(0, now - next.askedNanos);
            long cold = Math.clamp(replicas[at].warmSince - next.askedNanos, 0, waited);
            autoscaler.waited(waited);
            Grant grant = new Grant(at, waited - cold, cold, replicas[at].starts);
            if (!reaches(next, () -> deliver(next, grant))) {
                replicas[at].busy--;
                busy--;
            }
        }
    }

    /** False when the timeline of whoever waited has come to its end: its slot goes to the next. */
    private static boolean reaches(Waiting waiting, Runnable news) {
        try {
            waiting.timeline.at(waiting.timeline.nowNanos(), news);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    private void deliver(Waiting to, Grant grant) {
        synchronized (this) {
            if (to.cancelled) {
                release(to.timeline, grant.replica());
                return;
            }
        }
        to.client.granted(grant);
    }

    private synchronized void cancel(Waiting waiting) {
        waiting.cancelled = true;
        queue.remove(waiting);
    }

    /** Machines of the pool that are cold are started by those who wait for them. */
    private void startForQueue(Timeline timeline) {
        int loading = 0;
        for (Replica replica : replicas) {
            loading += replica.power == Power.LOADING ? 1 : 0;
        }
        for (int i = 0; i < pool() && (long) loading * slots < queue.size(); i++) {
            if (replicas[i].power == Power.COLD) {
                start(i, timeline);
                loading++;
            }
        }
    }

    private void scale(Timeline timeline) {
        int more = autoscaler.wanted(timeline.nowNanos(), running, busy, queue.size()) - running;
        for (int i = 0; i < replicas.length && more > 0; i++) {
            if (replicas[i].power == Power.COLD) {
                start(i, timeline);
                more--;
            }
        }
    }

    private void start(int at, Timeline timeline) {
        Replica replica = replicas[at];
        replica.power = Power.LOADING;
        running++;
        gauge.machines = Math.max(gauge.machines, running);
        gauge.coldStarts++;
        Seeds seed = seeds.at(at).at(replica.starts++);
        timeline.after(coldStart.nextNanos(seed.random()), () -> loaded(at, timeline));
    }

    private synchronized void loaded(int at, Timeline timeline) {
        count(timeline.nowNanos());
        Replica replica = replicas[at];
        replica.power = Power.WARM;
        replica.warmSince = timeline.nowNanos();
        replica.idleSince = timeline.nowNanos();
        serveQueue(timeline.nowNanos());
    }

    private void stopIdle(long now) {
        if (config.idleS() == 0) {
            return;
        }
        for (int i = config.warm() ? pool() : 0; i < replicas.length; i++) {
            Replica replica = replicas[i];
            if (replica.power == Power.WARM
                    && replica.busy == 0
                    && now - replica.idleSince >= config.idleS() * 1_000_000_000) {
                replica.power = Power.COLD;
                running--;
            }
        }
    }
}
