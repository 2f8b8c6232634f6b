package io.turngap.trace;

import io.turngap.measure.Milestone;
import io.turngap.measure.TracedTurn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Puts what the spans of one call tell into its turns. A telling belongs to the turn within which it falls, from the caller's first word to
 * the next turn's. Milestones that the protocol told are left alone. A milestone lies between the caller's last word and the first audible
 * sample of the reply (of the answer, where a filler came first); one that is outside by no more than the clock's uncertainty is put at that
 * bound, one further outside cannot be and is dropped and counted. Two things may be outside: the beginning of work whose end is inside,
 * because an agent may begin early, and later passes of a step, because a reply goes on after its first sound.
 */
final class TurnPlacement {

    private static final int MOST_PASSES = 8;

    private final CallSpans call;
    private final ClockReading clock;
    private long filled;
    private long dropped;
    private long unplaced;

    TurnPlacement(CallSpans call, ClockReading clock) {
        this.call = call;
        this.clock = clock;
    }

    /** The turns of which something was told. */
    List<TracedTurn> turns() {
        List<TracedTurn> amended = new ArrayList<>();
        List<CallWindow.TurnWindow> turns = call.window().turns();
        List<List<Telling>> told = new ArrayList<>();
        turns.forEach(turn -> told.add(new ArrayList<>()));
        boolean anywhere = clock.state() != ClockReading.State.UNKNOWN
                || clock.guessNanos().isPresent();
        for (Telling telling : call.tellings()) {
            int place = anywhere ? place(turns, telling.atNanos() - clock.offsetNanos()) : -1;
            if (place >= 0) {
                told.get(place).add(telling);
            } else {
                unplaced++;
            }
        }
        for (int i = 0; i < turns.size(); i++) {
            if (!told.get(i).isEmpty()) {
                long nextNanos = i + 1 < turns.size()
                        ? turns.get(i + 1).startNanos()
                        : Math.max(call.window().endNanos(), turns.get(i).speechEndNanos());
                TracedTurn traced = turn(turns.get(i), nextNanos, told.get(i));
                if (!traced.isEmpty()) {
                    amended.add(traced);
                }
            }
        }
        return amended;
    }

    /** Milestones put into turns. */
    long filled() {
        return filled;
    }

    /** Milestones that cannot be. */
    long dropped() {
        return dropped;
    }

    /** Tellings that fall into no turn. */
    long unplaced() {
        return unplaced;
    }

    private int place(List<CallWindow.TurnWindow> turns, long atNanos) {
        int place = -1;
        for (int i = 0; i < turns.size() && turns.get(i).startNanos() <= atNanos + clock.uncertaintyNanos(); i++) {
            place = i;
        }
        return atNanos > call.window().endNanos() + clock.uncertaintyNanos() + ClockOffset.EARLY_NANOS ? -1 : place;
    }

    private TracedTurn turn(CallWindow.TurnWindow window, long nextNanos, List<Telling> told) {
        Map<String, Double> claims = new LinkedHashMap<>();
        Map<String, Integer> claimPasses = new LinkedHashMap<>();
        TreeSet<String> modelled = new TreeSet<>();
        for (Telling telling : told) {
            if (telling instanceof Telling.Claim claim) {
                String name = Milestone.pass(claim.name(), claimPasses.merge(claim.name(), 1, Integer::sum));
                if (claimPasses.getOrDefault(claim.name(), 0) <= MOST_PASSES
                        && !window.turn().claimsMs().containsKey(name)) {
                    claims.put(name, Math.round(claim.ms() * 1_000) / 1_000.0);
                }
            } else if (telling instanceof Telling.Modelled stage
                    && !stage.stage().isEmpty()) {
                modelled.add(stage.stage());
            }
        }
        Map<String, Long> milestones = new LinkedHashMap<>();
        OptionalLong heard = window.turn().at(Milestone.FIRST_AUDIBLE);
        boolean early = heard.isPresent() && heard.getAsLong() < 0;
        if (clock.placeable() && !window.turn().isGreeting() && !early) {
            long limit = heard.isPresent()
                    ? Math.max(
                                    heard.getAsLong(),
                                    window.turn().at(Milestone.ANSWER_AUDIBLE).orElse(0))
                            * 1_000
                    : Math.max(0, nextNanos - window.speechEndNanos());
            milestones.putAll(new Milestones(window, limit).of(told));
        }
        filled += milestones.size();
        boolean placed = !milestones.isEmpty();
        return new TracedTurn(
                window.turn().call(),
                window.turn().turn(),
                call.how().words(),
                milestones,
                claims,
                List.copyOf(modelled),
                placed ? (Long) micros(clock.offsetNanos()) : null,
                placed ? (Long) micros(clock.uncertaintyNanos()) : null,
                call.sources());
    }

    private static long micros(long nanos) {
        return Math.floorDiv(nanos + 500, 1_000);
    }

    /** The milestones of one turn. */
    private final class Milestones {
        private final CallWindow.TurnWindow window;
        private final long limitNanos;
        private final Map<String, Long> placed = new LinkedHashMap<>();
        private final Map<String, Integer> passes = new LinkedHashMap<>();

        Milestones(CallWindow.TurnWindow window, long limitNanos) {
            this.window = window;
            this.limitNanos = limitNanos;
        }

        Map<String, Long> of(List<Telling> told) {
            OptionalLong pause = OptionalLong.empty();
            for (Telling telling : told) {
                if (telling instanceof Telling.Instant instant) {
                    instant(instant.milestone(), instant.atNanos());
                } else if (telling instanceof Telling.Step step) {
                    step(step);
                } else if (telling instanceof Telling.SpeechPause
                        && isWithin(relative(telling.atNanos()) + ClockOffset.EARLY_NANOS)
                        && relative(telling.atNanos()) <= limitNanos) {
                    pause = OptionalLong.of(telling.atNanos());
                }
            }
            if (pause.isPresent() && !passes.containsKey(Milestone.AGENT_SPEECH_END)) {
                instant(Milestone.AGENT_SPEECH_END, pause.getAsLong());
            }
            return placed;
        }

        private void instant(String name, long atNanos) {
            long at = relative(atNanos);
            boolean softly = name.equals(Milestone.AGENT_SPEECH_END) && at < 0 && at >= -ClockOffset.EARLY_NANOS;
            if (softly) {
                at = 0; // A detector took the soft end of the last word for silence already.
            }
            if (isWithin(at)) {
                put(name, passes.merge(name, 1, Integer::sum), at);
            } else if (!isTold(name) && !(at > limitNanos && passes.containsKey(name))) {
                dropped++;
            }
        }

        private void step(Telling.Step step) {
            long begin = relative(step.atNanos());
            OptionalLong end = step.untilNanos().isPresent()
                    ? OptionalLong.of(relative(step.untilNanos().getAsLong()))
                    : OptionalLong.empty();
            boolean first = !passes.containsKey(step.begin());
            boolean endsWithin = end.isPresent() && isWithin(end.getAsLong());
            if (endsWithin || isWithin(begin)) {
                int pass = passes.merge(step.begin(), 1, Integer::sum);
                put(step.begin(), pass, begin);
                if (endsWithin) {
                    put(step.end(), pass, end.getAsLong());
                }
            } else if (first && !isTold(step.begin())) {
                dropped++;
            }
        }

        private void put(String name, int pass, long at) {
            if (!isTold(name) && pass <= MOST_PASSES) {
                long low = at < -clock.uncertaintyNanos() ? at : Math.max(0, at);
                placed.put(Milestone.pass(name, pass), micros(Math.min(low, limitNanos)));
            }
        }

        private boolean isWithin(long at) {
            return at >= -clock.uncertaintyNanos() && at <= limitNanos + clock.uncertaintyNanos();
        }

        private boolean isTold(String name) {
            return window.turn().milestonesUs().containsKey(name);
        }

        private long relative(long agentNanos) {
            return agentNanos - clock.offsetNanos() - window.speechEndNanos();
        }
    }
}
