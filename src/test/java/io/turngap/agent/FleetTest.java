package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.RealTimeline;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FleetTest {

    private static Fleet fleet(String json) {
        return new Fleet(Asked.config("{'fleet': " + json + "}").fleet(), ModelFigures.get(), new Seeds(1));
    }

    /** Holds a slot for some time once it is granted. */
    private static final class Client implements Fleet.Client {
        private final Timeline timeline;
        private final Fleet fleet;
        private final long holdMs;
        private final List<String> log;
        private final String name;
        private Fleet.Grant grant = new Fleet.Grant(Fleet.ANY, -1, -1, 0);

        Client(Timeline timeline, Fleet fleet, long holdMs, String name, List<String> log) {
            this.timeline = timeline;
            this.fleet = fleet;
            this.holdMs = holdMs;
            this.name = name;
            this.log = log;
        }

        Client ask(int preferred) {
            fleet.ask(timeline, preferred, this);
            return this;
        }

        @Override
        public void granted(Fleet.Grant given) {
            grant = given;
            log.add(name);
            timeline.after(holdMs * 1_000_000, () -> fleet.release(timeline, given.replica()));
        }

        @Override
        public void refused(String why) {
            log.add(name + " refused: " + why);
        }
    }

    @Test
    void firstComeFirstServedAndNeverMoreThanTheSlots() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 2, 'slots': 1, 'most_replicas': 2}");
        List<String> order = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(new Client(timeline, fleet, 100, "c" + i, order).ask(Fleet.ANY));
        }
        assertEquals(4, fleet.waiting());
        timeline.runUntil(1_000_000_000);
        assertEquals(List.of("c0", "c1", "c2", "c3", "c4", "c5"), order);
        assertEquals(200_000_000, clients.get(5).grant.queuedNanos());
        assertEquals(0, clients.get(5).grant.coldNanos());
    }

    @Test
    void theMachineThatHoldsTheCallIsTakenWhileItHasRoom() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 3, 'slots': 2, 'most_replicas': 3}");
        List<String> order = new ArrayList<>();
        assertEquals(
                2, new Client(timeline, fleet, 100, "a", order).ask(2).grant.replica());
        assertEquals(
                2, new Client(timeline, fleet, 100, "b", order).ask(2).grant.replica());
        assertEquals(
                0, new Client(timeline, fleet, 100, "c", order).ask(2).grant.replica(), "no room left there");
    }

    @Test
    void theQueueIsBounded() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 1, 'slots': 1}");
        List<String> log = new ArrayList<>();
        for (int i = 0; i < Fleet.MOST_WAITING + 2; i++) {
            new Client(timeline, fleet, 1_000_000, "c", log).ask(Fleet.ANY);
        }
        assertEquals(Fleet.MOST_WAITING, fleet.waiting());
        timeline.runUntil(1);
        assertEquals(List.of("c", "c refused: its queue is full: 10000 requests wait"), log);
    }

    @Test
    void whoeverIsGoneIsPassedOver() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 1, 'slots': 1}");
        List<String> log = new ArrayList<>();
        new Client(timeline, fleet, 100, "first", log).ask(Fleet.ANY);
        new Client(new Ended(timeline), fleet, 100, "gone", log).ask(Fleet.ANY);
        new Client(timeline, fleet, 100, "last", log).ask(Fleet.ANY);
        timeline.runUntil(1_000_000_000);
        assertEquals(List.of("first", "last"), log);
    }

    /** The timeline of a call whose thread has stopped. */
    private record Ended(Timeline clock) implements Timeline {
        @Override
        public long nowNanos() {
            return clock.nowNanos();
        }

        @Override
        public Scheduled at(long dueNanos, Runnable task) {
            throw new RejectedExecutionException("stopped");
        }
    }

    @Test
    void aColdPoolStartsAsManyMachinesAsAreWaitedFor() {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 4, 'slots': 2, 'most_replicas': 4, 'warm': false, 'idle_s': 10}");
        List<String> log = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(new Client(timeline, fleet, 100, "c" + i, log).ask(Fleet.ANY));
        }
        assertEquals(2, fleet.running(), "two slots a machine");
        timeline.runUntil(60_000_000_000L);
        assertEquals(3, log.size());
        assertTrue(
                clients.get(0).grant.coldNanos() > 5_000_000_000L,
                clients.get(0).grant.toString());
        assertEquals(0, clients.get(0).grant.queuedNanos());
        new Client(timeline, fleet, 100, "later", log).ask(Fleet.ANY);
        assertEquals(1, fleet.running(), "both had gone cold, one is started again");
    }

    @Test
    void scalingOnTheBacklogBeatsScalingOnProcessors() {
        double none = spikeP95Ms("none");
        double cpu = spikeP95Ms("cpu");
        double queue = spikeP95Ms("queue");
        double latency = spikeP95Ms("latency");
        String all = "P95 of the wait, ms: none " + none + ", cpu " + cpu + ", queue " + queue + ", latency " + latency;
        assertTrue(queue < 0.8 * cpu && latency < 0.8 * cpu, all);
        assertTrue(cpu < 0.8 * none, all);
    }

    /** Three minutes in which requests come four times as fast as one pool can serve, after a quiet minute. */
    private static double spikeP95Ms(String scaleOn) {
        VirtualTimeline timeline = new VirtualTimeline();
        Fleet fleet = fleet("{'replicas': 2, 'slots': 4, 'most_replicas': 16, 'scale_on': '" + scaleOn + "'}");
        List<Client> clients = new ArrayList<>();
        List<String> log = new ArrayList<>();
        long at = 0;
        while (at < 240_000) {
            at += at < 60_000 ? 250 : 31;
            timeline.at(at * 1_000_000, () -> clients.add(new Client(timeline, fleet, 1_000, "c", log).ask(Fleet.ANY)));
        }
        timeline.runUntil(3_600_000_000_000L);
        assertEquals(clients.size(), log.size(), "everybody is served in the end");
        double[] waits = clients.stream()
                .mapToDouble(c -> (c.grant.queuedNanos() + c.grant.coldNanos()) / 1e6)
                .sorted()
                .toArray();
        return waits[(int) (0.95 * waits.length)];
    }

    @Test
    void callsOnManyThreadsShareTheSlots() throws InterruptedException {
        Fleet fleet = fleet("{'replicas': 2, 'slots': 3, 'most_replicas': 2}");
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int loops = 8;
        int requests = 200;
        CountDownLatch served = new CountDownLatch(loops * requests);
        ScheduledExecutorService[] threads = new ScheduledExecutorService[loops];
        Arrays.setAll(threads, i -> Executors.newSingleThreadScheduledExecutor());
        try {
            for (ScheduledExecutorService thread : threads) {
                Timeline timeline = new RealTimeline(thread);
                thread.execute(() -> {
                    for (int i = 0; i < requests; i++) {
                        boolean gone = i % 10 == 9;
                        Runnable cancel = fleet.ask(timeline, Fleet.ANY, new Fleet.Client() {
                            @Override
                            public void granted(Fleet.Grant grant) {
                                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                                timeline.after(10_000, () -> {
                                    held.decrementAndGet();
                                    fleet.release(timeline, grant.replica());
                                    if (!gone) {
                                        served.countDown();
                                    }
                                });
                            }

                            @Override
                            public void refused(String why) {}
                        });
                        if (gone) {
                            cancel.run();
                            served.countDown();
                        }
                    }
                });
            }
            assertTrue(served.await(20, TimeUnit.SECONDS), "still to be served: " + served.getCount());
            assertTrue(most.get() <= 6, "slots held at once: " + most);
            assertEquals(0, fleet.waiting());
        } finally {
            for (ScheduledExecutorService thread : threads) {
                thread.shutdownNow();
            }
        }
    }
}
