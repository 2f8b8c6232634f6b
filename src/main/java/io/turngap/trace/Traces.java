package io.turngap.trace;

import io.turngap.measure.TraceFacts;
import io.turngap.measure.TracedTurn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * From spans to turns, once the calls are over: spans are matched to calls, each host's clock is compared with the caller's, and what the
 * spans tell is put into the turns. A pure function of both.
 */
public final class Traces {

    /** A call and a host whose clock its spans were read from. */
    private record Key(String host, int call) {}

    private record Group(CallWindow call, CallMatcher.How how, List<Span> spans) {}

    private final List<TraceFacts.Clock> clocks = new ArrayList<>();
    private final Map<String, TracedTurn> turns = new LinkedHashMap<>();
    private long filled;
    private long dropped;
    private long unplaced;

    private Traces() {}

    /**
     * What came of a run's traces.
     *
     * @param turns the turns of which the traces tell something, in order
     */
    public record Result(TraceFacts facts, List<TracedTurn> turns) {}

    /**
     * Matches and places what a receiver took.
     *
     * @param others calls on another agent at the same time: spans of theirs, or that may be, are matched to none of {@code calls}
     * @param waitedMs how long late spans were waited for
     */
    public static Result of(OtlpReceiver receiver, List<CallWindow> calls, List<CallWindow> others, long waitedMs) {
        return of(receiver.received(), calls, others, waitedMs);
    }

    static Result of(Received received, List<CallWindow> calls, long waitedMs) {
        return of(received, calls, List.of(), waitedMs);
    }

    static Result of(Received received, List<CallWindow> calls, List<CallWindow> others, long waitedMs) {
        return new Traces().place(received, calls, others, waitedMs);
    }

    private Result place(Received received, List<CallWindow> calls, List<CallWindow> others, long waitedMs) {
        List<CallWindow> all = new ArrayList<>(calls);
        all.addAll(others);
        CallMatcher matcher = new CallMatcher(all);
        Set<CallWindow> foreign = Collections.newSetFromMap(new IdentityHashMap<>());
        foreign.addAll(others);
        Map<Span, CallMatcher.Match> named = matcher.byIdentity(received.spans());
        List<Span> spans = received.spans().stream()
                .filter(span -> {
                    CallMatcher.Match match = named.get(span);
                    return match == null || !foreign.contains(match.call());
                })
                .toList();
        named.values().removeIf(match -> foreign.contains(match.call()));
        Map<Span, CallMatcher.Match> matches = new LinkedHashMap<>(named);
        Map<String, ClockReading> known = readings(groups(matches), spans);
        List<Span> rest =
                spans.stream().filter(span -> !matches.containsKey(span)).toList();
        matches.putAll(
                matcher.byTime(rest, span -> offset(known.get(span.origin().host()))));
        matches.values().removeIf(match -> foreign.contains(match.call()));
        Map<Key, Group> groups = groups(matches);
        Map<String, ClockReading> clocksByHost = readings(groups, spans);
        Map<String, List<CallSpans>> byHost = byHost(groups);
        byHost.forEach((host, ofHost) -> {
            ClockReading clock = clocksByHost.get(host);
            if (clock != null) {
                clocks.add(fact(host, clock, ofHost));
                ofHost.forEach(call -> place(call, clock));
            }
        });
        Map<String, Long> matchedBy = new TreeMap<>();
        Map<Integer, String> hows = new TreeMap<>();
        groups.values()
                .forEach(group ->
                        hows.putIfAbsent(group.call().call(), group.how().words()));
        hows.values().forEach(how -> matchedBy.merge(how, 1L, Long::sum));
        List<TracedTurn> amended = new ArrayList<>(turns.values());
        amended.sort(Comparator.comparingInt(TracedTurn::call).thenComparingInt(TracedTurn::turn));
        SpanStore.Counts counts = received.counts();
        TraceFacts facts = new TraceFacts(
                received.addresses(),
                received.exports(),
                received.metricExports(),
                received.logExports(),
                received.refusedRequests(),
                counts.received(),
                matches.size(),
                spans.size() - matches.size(),
                counts.dropped(),
                counts.repeated(),
                matchedBy,
                amended.size(),
                filled,
                dropped,
                unplaced,
                waitedMs,
                received.cpuMs().map(ms -> Math.round(ms * 10) / 10.0).orElse(null),
                List.copyOf(clocks));
        return new Result(facts, List.copyOf(amended));
    }

    private static OptionalLong offset(@org.jspecify.annotations.Nullable ClockReading clock) {
        return clock == null || clock.guessNanos().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(clock.offsetNanos());
    }

    private static Map<Key, Group> groups(Map<Span, CallMatcher.Match> matches) {
        Map<Key, Group> groups = new LinkedHashMap<>();
        matches.forEach((span, match) -> groups.computeIfAbsent(
                        new Key(span.origin().host(), match.call().call()),
                        unseen -> new Group(match.call(), match.how(), new ArrayList<>()))
                .spans()
                .add(span));
        return groups;
    }

    private static Map<String, List<CallSpans>> byHost(Map<Key, Group> groups) {
        Map<String, List<CallSpans>> byHost = new LinkedHashMap<>();
        groups.forEach((key, group) -> byHost.computeIfAbsent(key.host(), unseen -> new ArrayList<>())
                .add(CallSpans.read(group.call(), group.how(), group.spans())));
        return byHost;
    }

    private static Map<String, ClockReading> readings(Map<Key, Group> groups, List<Span> spans) {
        Map<String, Boolean> local = new HashMap<>();
        spans.forEach(span -> local.merge(span.origin().host(), span.origin().loopback(), Boolean::logicalAnd));
        Map<String, ClockReading> readings = new HashMap<>();
        byHost(groups).forEach((host, calls) -> {
            OptionalLong guess = ClockAlignment.guess(calls);
            Optional<ClockOffset> offset =
                    guess.isPresent() ? ClockBounds.offset(calls, guess.getAsLong()) : Optional.empty();
            readings.put(host, ClockReading.of(guess, offset, local.getOrDefault(host, false)));
        });
        return readings;
    }

    private void place(CallSpans call, ClockReading clock) {
        TurnPlacement placement = new TurnPlacement(call, clock);
        for (TracedTurn turn : placement.turns()) {
            turns.merge(turn.call() + "/" + turn.turn(), turn, TracedTurn::and);
        }
        filled += placement.filled();
        dropped += placement.dropped();
        unplaced += placement.unplaced();
    }

    private static TraceFacts.Clock fact(String host, ClockReading clock, List<CallSpans> calls) {
        boolean placeable = clock.placeable();
        Optional<ClockOffset> offset = clock.offset();
        boolean bounded = offset.filter(ClockOffset::bounded).isPresent();
        return new TraceFacts.Clock(
                host,
                clock.state().words(),
                calls.stream()
                        .flatMap(call -> call.sources().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                calls.size(),
                placeable ? (Long) (clock.offsetNanos() / 1_000) : null,
                placeable ? (Long) (clock.uncertaintyNanos() / 1_000) : null,
                bounded ? (Long) (offset.orElseThrow().loNanos() / 1_000) : null,
                bounded ? (Long) (offset.orElseThrow().hiNanos() / 1_000) : null,
                offset.map(ClockOffset::agreeing).orElse(0),
                offset.map(ClockOffset::of).orElse(0));
    }
}
