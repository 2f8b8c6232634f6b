package io.turngap.gatling;

import io.turngap.measure.CallLine;
import io.turngap.measure.Outcome;
import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What Gatling calls a request: something with a name that took some time. A turn is several of them, which overlap, so that figures over
 * all names together mean nothing: ask for one, as in {@code details("ttfa")}.
 *
 * <ul>
 *   <li>{@code ttfa}: every turn but the greeting, TTFA; one in which the agent cut in, that it missed, or that broke, has failed;
 *   <li>{@code turns / 1 where-is-my-order}: the same by turn and utterance;
 *   <li>{@code greeting}: connection to first audible sample; {@code connect}: intended start to open conversation, once a call;
 *   <li>{@code stages / llm} and so on: each stage of the turns whose TTFA is not negative.
 * </ul>
 *
 * @param groups names of the groups around it, outermost first
 * @param startMs wall clock, ms since 1970
 * @param endMs the same; not before the start
 * @param ok false when it failed
 * @param message why it failed; empty otherwise
 */
record Request(List<String> groups, String name, long startMs, long endMs, boolean ok, String message) {

    /** Name under which every turn's TTFA is found. */
    static final String TTFA = "ttfa";

    private static final String GREETING = "greeting";
    private static final String CONNECT = "connect";
    private static final int MOST_MESSAGE = 200;

    Request {
        groups = List.copyOf(groups);
    }

    /** Those of a turn. */
    static List<Request> of(Turn turn) {
        if (turn.isEmptyError()) {
            return List.of();
        }
        boolean ok = turn.outcome() == Outcome.ANSWERED;
        long waitedUs = Math.max(0, waitedUs(turn));
        long startMs = turn.startEpochUs() / 1_000;
        if (turn.isGreeting()) {
            return List.of(request(List.of(), GREETING, startMs, waitedUs, ok, turn));
        }
        List<Request> requests = new ArrayList<>();
        requests.add(request(List.of(), TTFA, startMs, waitedUs, ok, turn));
        requests.add(request(List.of("turns"), turn.turn() + " " + spoken(turn), startMs, waitedUs, ok, turn));
        Waterfall.of(turn).filter(waterfall -> waterfall.totalUs() >= 0).ifPresent(waterfall -> {
            long fromUs = 0;
            for (Map.Entry<Stage, Long> stage : waterfall.stagesUs().entrySet()) {
                long begunMs = startMs + fromUs / 1_000;
                fromUs += stage.getValue();
                requests.add(new Request(
                        List.of("stages"), stage.getKey().wireName(), begunMs, startMs + fromUs / 1_000, true, ""));
            }
        });
        return requests;
    }

    /** That of a call: how long it took to be connected. */
    static List<Request> of(CallLine call) {
        long startMs = call.dueEpochUs() / 1_000;
        OptionalLong connectUs = call.connectUs();
        long endMs = connectUs.isPresent() ? startMs + connectUs.getAsLong() / 1_000 : call.endEpochUs() / 1_000;
        boolean ok = connectUs.isPresent();
        return List.of(new Request(
                List.of(),
                CONNECT,
                startMs,
                Math.max(startMs, endMs),
                ok,
                ok ? "" : cut(call.ending() + ": " + call.detail())));
    }

    private static Request request(List<String> groups, String name, long startMs, long tookUs, boolean ok, Turn turn) {
        String why = turn.outcome().wireName() + (turn.detail().isEmpty() ? "" : ": " + turn.detail());
        return new Request(groups, name, startMs, startMs + Math.round(tookUs / 1e3), ok, ok ? "" : cut(why));
    }

    /** What was said, whoever said it: a fixture's name without its voice, or a file's. */
    private static String spoken(Turn turn) {
        String utterance = turn.utterance();
        int dot = utterance.lastIndexOf('.');
        return dot > 0 && utterance.indexOf('/') < 0 ? utterance.substring(0, dot) : utterance;
    }

    /** To the first audible sample; where nothing was heard, as long as was waited. */
    private static long waitedUs(Turn turn) {
        Long waited = turn.waitedUs();
        return turn.at(turn.headline()).orElse(waited == null ? 0 : waited);
    }

    private static String cut(String message) {
        return message.length() <= MOST_MESSAGE ? message : message.substring(0, MOST_MESSAGE - 1) + "…";
    }
}
