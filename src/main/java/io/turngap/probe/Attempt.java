package io.turngap.probe;

import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One request under way: collects its instants on {@link System#nanoTime} and becomes a {@link Turn} at its end. Thread-safe, since an
 * HTTP client tells of connections on threads of its own.
 */
final class Attempt {

    /** Longest text of an answer that the journal keeps. */
    private static final int MOST_TEXT = 2_000;

    private final ProbeKind kind;
    private final int index;
    private final String asked;
    private final String voice;
    private final long dueNanos;
    private final long epochUs;
    private final Map<String, Long> instants = new LinkedHashMap<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final List<Long> gapsUs = new ArrayList<>();
    private OptionalLong originNanos = OptionalLong.empty();
    private @Nullable Integer status;
    private boolean opened;
    private boolean acquired;
    private int attempts;
    private int framesLate;
    private UnaryOperator<String> hide = UnaryOperator.identity();
    private String heard = "";
    private String spoken = "";

    /**
     * A request that was due at {@code dueNanos}.
     *
     * @param asked what is asked, by a name or in words
     * @param voice whose voice it is; empty where there is none
     */
    Attempt(ProbeKind kind, int index, String asked, String voice, long dueNanos) {
        this.kind = kind;
        this.index = index;
        this.asked = asked;
        this.voice = voice;
        this.dueNanos = dueNanos;
        Instant now = Instant.now();
        long nowUs = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
        this.epochUs = nowUs - (System.nanoTime() - dueNanos) / 1_000;
    }

    /** From now on what the server said is kept without the secrets that {@code without} takes out of it. */
    synchronized Attempt hiding(UnaryOperator<String> without) {
        hide = without;
        return this;
    }

    /** Counts time from here instead of from when the request was due: the last speech sample of streaming recognition. */
    synchronized void origin(long nanos) {
        originNanos = OptionalLong.of(nanos);
    }

    /** Notes the first occurrence of a milestone. */
    synchronized void first(String milestone, long nanos) {
        instants.putIfAbsent(milestone, nanos);
    }

    /** Notes the last occurrence of a milestone. */
    synchronized void last(String milestone, long nanos) {
        instants.put(milestone, nanos);
    }

    /** True when the milestone was noted. */
    synchronized boolean has(String milestone) {
        return instants.containsKey(milestone);
    }

    /** The instant of a milestone, nanoseconds. */
    synchronized OptionalLong at(String milestone) {
        Long nanos = instants.get(milestone);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    synchronized void value(String name, double value) {
        values.put(name, value);
    }

    synchronized void gap(long nanos) {
        gapsUs.add(nanos / 1_000);
    }

    synchronized void status(int code) {
        status = code;
    }

    /** A connection is being opened for this request. */
    synchronized void opening() {
        opened = true;
    }

    /** A connection was given to this request. */
    synchronized void acquired() {
        acquired = true;
        attempts++;
    }

    synchronized boolean wasAcquired() {
        return acquired;
    }

    synchronized void frameLate() {
        framesLate++;
    }

    /** What the recogniser understood. */
    synchronized void heard(String text) {
        heard = shortened(hide.apply(text));
    }

    /** What the model said. */
    synchronized void spoken(String text) {
        spoken = shortened(hide.apply(text));
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
    }

    /** The request was answered. */
    Turn answered() {
        return turn(Outcome.ANSWERED, ProbeNotes.OK, "");
    }

    /**
     * The request failed. One that timed out before the answer began was missed, and waited until now; one that was refused for a rate
     * limit is that; any other broke, and keeps what was measured before.
     */
    Turn failed(Failure failure) {
        boolean missed = failure.ending().equals(ProbeNotes.TIMEOUT) && !has(kind.milestone());
        failure.status().ifPresent(this::status);
        failure.retryAfterS().ifPresent(s -> value(ProbeNotes.RETRY_AFTER_S, s));
        boolean limited = failure.ending().equals(ProbeNotes.RATE_LIMITED);
        Outcome outcome = missed ? Outcome.MISSED : limited ? Outcome.RATE_LIMITED : Outcome.ERROR;
        return turn(outcome, failure.ending(), failure.detail());
    }

    private synchronized Turn turn(Outcome outcome, String ending, String detail) {
        long origin = originNanos.orElse(dueNanos);
        Map<String, Long> us = new LinkedHashMap<>();
        us.put(originNanos.isPresent() ? Milestone.SPEECH_END : ProbeMilestone.REQUEST, 0L);
        instants.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(instant -> us.put(instant.getKey(), Math.floorDiv(instant.getValue() - origin, 1_000L)));
        if (attempts > 1) {
            values.put(ProbeNotes.ATTEMPTS, (double) attempts);
        }
        String connection = opened ? ProbeNotes.COLD : acquired ? ProbeNotes.WARM : "";
        return new Turn(
                index,
                1,
                "probe " + kind.wireName(),
                asked,
                voice,
                "",
                outcome,
                hide.apply(detail),
                epochUs + (origin - dueNanos) / 1_000,
                us,
                Map.of(),
                null,
                0,
                0,
                framesLate,
                heard,
                spoken,
                List.of(),
                Map.of(),
                null,
                outcome == Outcome.MISSED ? (Long) Math.max(0, (System.nanoTime() - origin) / 1_000) : null,
                new ProbeNotes(kind, ending, status, connection, new LinkedHashMap<>(values), List.copyOf(gapsUs)),
                null);
    }

    /**
     * Why a request was not answered.
     *
     * @param ending one of the kinds that {@link ProbeNotes} lists
     * @param detail a sentence for people, without secrets
     */
    record Failure(String ending, String detail, Optional<Integer> status, Optional<Double> retryAfterS) {
        static Failure of(String ending, String detail) {
            return new Failure(ending, detail, Optional.empty(), Optional.empty());
        }
    }
}
