package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of turns of calls by kind, counted one turn after another. */
final class TurnCounts {

    private final Map<Outcome, Long> spoken = new EnumMap<>(Outcome.class);
    private final Map<String, Long> numbers = new LinkedHashMap<>();

    void add(Turn turn) {
        if (!turn.isGreeting() && !turn.isEmptyError()) {
            spoken.merge(turn.outcome(), 1L, Long::sum);
        }
        if (turn.outcome() == Outcome.ERROR) {
            numbers.merge("errors", 1L, Long::sum);
        }
        Turn.BargeIn bargeIn = turn.bargeIn();
        if (bargeIn != null && bargeIn.kind() != null) {
            numbers.merge("barge_in." + bargeIn.kind(), 1L, Long::sum);
        }
        if (turn.framesLate() != 0) {
            numbers.merge("frames_late", (long) turn.framesLate(), Long::sum);
        }
    }

    /**
     * As they stand in {@code run.json}.
     *
     * @param calls how many calls there are turns of
     * @param greetings that were heard
     * @param overlaps negative values of TTFA
     * @param clamped values beyond what a histogram holds
     */
    Map<String, Long> counts(long calls, Map<String, Share> shares, long greetings, long overlaps, long clamped) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("calls", calls);
        counts.put("failed_calls", hits(shares, Share.FAILED_CALLS));
        counts.put("turns", spoken.values().stream().mapToLong(Long::longValue).sum());
        counts.put("turns_unbroken", trials(shares, Share.MISSED));
        counts.put("answered", spoken.getOrDefault(Outcome.ANSWERED, 0L));
        counts.put("missed", spoken.getOrDefault(Outcome.MISSED, 0L));
        counts.put("cut_off", spoken.getOrDefault(Outcome.CUT_OFF, 0L));
        counts.put("rate_limited", spoken.getOrDefault(Outcome.RATE_LIMITED, 0L));
        counts.put("rate_limited_trials", trials(shares, Share.RATE_LIMITED));
        counts.put("errors", number("errors"));
        counts.put("greetings", greetings);
        counts.put("interruptions", number("barge_in." + Metrics.INTERRUPTION));
        counts.put("backchannels", number("barge_in." + Metrics.BACKCHANNEL));
        counts.put("false_barge_ins", hits(shares, Share.FALSE_BARGE_IN));
        counts.put("false_barge_in_trials", trials(shares, Share.FALSE_BARGE_IN));
        counts.put("overlaps", overlaps);
        counts.put("clamped", clamped);
        counts.put("frames_late", number("frames_late"));
        return counts;
    }

    private long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    private static long trials(Map<String, Share> shares, String name) {
        Share share = shares.get(name);
        return share == null ? 0 : share.total();
    }

    private static long hits(Map<String, Share> shares, String name) {
        Share share = shares.get(name);
        return share == null ? 0 : share.hits();
    }

    void write(ObjectNode to) {
        spoken.forEach((outcome, count) -> to.put("turns." + outcome.name(), count));
        numbers.forEach(to::put);
    }

    static TurnCounts read(JsonNode from) {
        TurnCounts counts = new TurnCounts();
        from.properties().forEach(entry -> {
            if (!entry.getKey().startsWith("turns.")) {
                counts.numbers.put(entry.getKey(), entry.getValue().asLong());
            }
        });
        for (Outcome outcome : Outcome.values()) {
            JsonNode count = from.path("turns." + outcome.name());
            if (!count.isMissingNode()) {
                counts.spoken.put(outcome, count.asLong());
            }
        }
        return counts;
    }
}
