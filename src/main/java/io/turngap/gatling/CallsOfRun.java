package io.turngap.gatling;

import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.core.CoreComponents;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.turngap.call.CallPlan;
import io.turngap.call.Caller;
import io.turngap.load.CallLines;
import io.turngap.measure.CallLine;
import io.turngap.measure.Turn;
import io.turngap.time.FrameWheel;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import io.turngap.time.TimelineWheel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** Makes the calls of virtual users and tells Gatling of their turns and stages. */
final class CallsOfRun {

    private static final Map<CallBuilder, CallsOfRun> OPEN = new ConcurrentHashMap<>();

    private final OpenedRun run;
    private final StatsEngine stats;
    private final int mostCalls;
    private final Seeds seeds;
    private final long epochOffsetNanos = epochNanos() - System.nanoTime();
    private final Map<Timeline, FrameWheel> wheels = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    private CallsOfRun(OpenedRun run, StatsEngine stats, int mostCalls) {
        this.run = run;
        this.stats = stats;
        this.mostCalls = mostCalls;
        this.seeds = new Seeds(run.scenario().seed()).at("calls");
    }

    /** Those of {@code call}: opened once, closed when Gatling has ended. */
    static CallsOfRun open(CallBuilder call, CoreComponents core) {
        return OPEN.computeIfAbsent(call, unopened -> {
            OpenedRun run = OpenedRun.open(call);
            core.actorSystem().registerOnTermination(() -> {
                run.close();
                return BoxedUnit.UNIT;
            });
            return new CallsOfRun(run, core.statsEngine(), call.mostCalls().orElse(Integer.MAX_VALUE));
        });
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private long epochUs(long nanos) {
        return (nanos + epochOffsetNanos) / 1_000;
    }

    /** Makes a call; {@code over} is told whether it failed, on the call's timeline. */
    void make(Session session, Consumer<Boolean> over) {
        long dueNanos = System.nanoTime();
        int index = next.getAndIncrement();
        if (index >= mostCalls) {
            tell(
                    session,
                    new Request(
                            List.of(),
                            "connect",
                            epochUs(dueNanos) / 1_000,
                            epochUs(dueNanos) / 1_000,
                            false,
                            "not made: the simulation allows " + mostCalls + " calls (mostCalls)"));
            over.accept(true);
            return;
        }
        Timeline timeline = run.link().nextTimeline();
        FrameWheel wheel = wheels.computeIfAbsent(timeline, TimelineWheel::new);
        CallPlan plan = CallPlan.of(
                        run.id(),
                        index,
                        run.scenario(),
                        seeds.at(index),
                        this::epochUs,
                        run.health().frames(timeline))
                .due(dueNanos);
        List<Turn> turns = new ArrayList<>();
        Caller caller = new Caller(
                plan,
                timeline,
                wheel,
                run.link(),
                run.acoustics(),
                turn -> {
                    turns.add(turn);
                    run.turn(turn);
                    Request.of(turn).forEach(request -> tell(session, request));
                },
                result -> {
                    CallLine line = CallLines.of(result);
                    Request.of(line).forEach(request -> tell(session, request));
                    run.ended(result, line, turns);
                    over.accept(result.failed());
                });
        run.health().planned(dueNanos);
        timeline.at(dueNanos, () -> {
            run.health().started(dueNanos, timeline.nowNanos());
            caller.start();
        });
    }

    private void tell(Session session, Request request) {
        Status status = request.ok() ? OK$.MODULE$ : KO$.MODULE$;
        stats.logResponse(
                session.scenario(),
                CollectionConverters.asScala(request.groups()).toList(),
                request.name(),
                request.startMs(),
                request.endMs(),
                status,
                Option.empty(),
                request.message().isEmpty() ? Option.empty() : Option.apply(request.message()));
    }
}
