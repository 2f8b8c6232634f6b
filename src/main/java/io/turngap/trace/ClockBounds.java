package io.turngap.trace;

import io.turngap.measure.Milestone;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Finds in the spans of one clock the causes and effects that bound its offset, and says which clock it is to be read by. */
final class ClockBounds {

    private ClockBounds() {}

    /**
     * The offset of one clock; empty where no turn bounds it.
     *
     * @param guessNanos of {@link ClockAlignment}
     */
    static Optional<ClockOffset> offset(List<CallSpans> calls, long guessNanos) {
        List<ClockOffset.Bound> voiced = bounds(calls, guessNanos, true);
        long impossible = voiced.stream()
                .filter(bound -> bound.loNanos() > bound.hiNanos())
                .count();
        // Where most turns contradict themselves, what was heard first was a phrase kept from before, which nobody
        // synthesised in this turn:
        // decisions came before it all the same.
        boolean kept = impossible * 2 > voiced.size();
        ClockOffset offset = ClockOffset.of(kept ? bounds(calls, guessNanos, false) : voiced);
        return offset.of() == 0 ? Optional.empty() : Optional.of(offset);
    }

    private static List<ClockOffset.Bound> bounds(List<CallSpans> calls, long guessNanos, boolean voiced) {
        List<ClockOffset.Bound> bounds = new ArrayList<>();
        for (CallSpans call : calls) {
            long connected = call.how() == CallMatcher.How.TRACE_ID
                    ? call.firstNanos() - call.window().startNanos()
                    : ClockOffset.NONE_HI;
            List<CallWindow.TurnWindow> turns = call.window().turns();
            for (int i = 0; i < turns.size(); i++) {
                CallWindow.TurnWindow turn = turns.get(i);
                OptionalLong heard = turn.turn().at(Milestone.FIRST_AUDIBLE);
                if (turn.turn().isGreeting() || heard.isEmpty() || heard.getAsLong() < 0) {
                    continue;
                }
                // The guess is the offset and a lag: what follows the end of speech lies in its turn, and so does the
                // reply.
                long from = turn.speechEndNanos() + guessNanos;
                long until = i + 1 < turns.size() ? turns.get(i + 1).speechEndNanos() + guessNanos : Long.MAX_VALUE;
                List<Telling> own = call.tellings().stream()
                        .filter(telling -> telling.atNanos() >= from && telling.atNanos() < until)
                        .toList();
                bound(own, turn, connected, voiced, bounds);
            }
        }
        return bounds;
    }

    private static void bound(
            List<Telling> own,
            CallWindow.TurnWindow turn,
            long connectedNanos,
            boolean voiced,
            List<ClockOffset.Bound> bounds) {
        OptionalLong voice = first(own, telling -> telling instanceof Telling.Speaking);
        OptionalLong firstByte = own.stream()
                .filter(telling ->
                        telling instanceof Telling.Step s && s.begin().equals(Milestone.TTS_REQUEST))
                .flatMapToLong(telling -> ((Telling.Step) telling).untilNanos().stream())
                .min();
        OptionalLong decision = first(own, ClockBounds::isDecision);
        OptionalLong request = first(
                own, telling -> telling instanceof Telling.Step s && s.begin().equals(Milestone.LLM_REQUEST));
        long speechEnd = turn.speechEndNanos();
        long heard = speechEnd + micros(turn.turn(), Milestone.FIRST_AUDIBLE);
        long answered = Math.max(heard, speechEnd + micros(turn.turn(), Milestone.ANSWER_AUDIBLE));
        long lo = ClockOffset.NONE_LO;
        if (voiced) {
            lo = voice.isPresent() ? voice.getAsLong() - heard : lo;
            lo = firstByte.isPresent() ? Math.max(lo, firstByte.getAsLong() - answered) : lo;
        }
        lo = decision.isPresent() ? Math.max(lo, decision.getAsLong() - heard) : lo;
        lo = request.isPresent() && lo == ClockOffset.NONE_LO ? request.getAsLong() - answered : lo;
        OptionalLong end = lastBefore(own, ClockBounds::isSpeechEnd, voice.orElse(Long.MAX_VALUE));
        long hi = connectedNanos;
        hi = end.isPresent() ? Math.min(hi, end.getAsLong() + ClockOffset.EARLY_NANOS - speechEnd) : hi;
        hi = decision.isPresent() ? Math.min(hi, decision.getAsLong() - speechEnd) : hi;
        OptionalLong words = lastBefore(own, ClockBounds::isTranscript, voice.orElse(firstByte.orElse(Long.MAX_VALUE)));
        hi = words.isPresent() ? Math.min(hi, words.getAsLong() - speechEnd) : hi;
        hi = request.isPresent() && hi == ClockOffset.NONE_HI ? request.getAsLong() - speechEnd : hi;
        if (lo != ClockOffset.NONE_LO || hi != ClockOffset.NONE_HI) {
            bounds.add(new ClockOffset.Bound(lo, hi));
        }
    }

    private static long micros(Turn turn, String milestone) {
        return turn.at(milestone).orElse(0) * 1_000;
    }

    private static boolean isDecision(Telling telling) {
        return telling instanceof Telling.Instant i && i.milestone().equals(Milestone.AGENT_TURN_END);
    }

    private static boolean isTranscript(Telling telling) {
        return telling instanceof Telling.Instant i && i.milestone().equals(Milestone.STT_FINAL);
    }

    private static boolean isSpeechEnd(Telling telling) {
        return telling instanceof Telling.SpeechPause
                || telling instanceof Telling.Instant i && i.milestone().equals(Milestone.AGENT_SPEECH_END);
    }

    private static OptionalLong first(List<Telling> tellings, Predicate<Telling> wanted) {
        return tellings.stream().filter(wanted).mapToLong(Telling::atNanos).findFirst();
    }

    private static OptionalLong lastBefore(List<Telling> tellings, Predicate<Telling> wanted, long beforeNanos) {
        return tellings.stream()
                .filter(wanted)
                .mapToLong(Telling::atNanos)
                .filter(at -> at < beforeNanos)
                .max();
    }
}
