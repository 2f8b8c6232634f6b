package io.turngap.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rates and counts of a probe: each request is a call of one turn. A refusal for a rate limit is neither slow nor failed, and has a rate
 * of its own; what only a call can have (a cut-off, a barge-in) is absent.
 */
final class ProbeCounts {

    private ProbeCounts() {}

    static Map<String, Share> shares(List<Turn> turns) {
        List<Share.Trial> missed = new ArrayList<>();
        List<Share.Trial> limited = new ArrayList<>();
        List<Share.Trial> failed = new ArrayList<>();
        List<Share.Trial> wordErrors = new ArrayList<>();
        for (Turn turn : turns) {
            ProbeNotes notes = turn.probe();
            boolean refused = turn.outcome() == Outcome.RATE_LIMITED;
            boolean broken = turn.outcome() == Outcome.ERROR;
            limited.add(new Share.Trial(turn.call(), refused));
            if (!refused) {
                failed.add(new Share.Trial(turn.call(), broken));
            }
            if (!broken && !refused) {
                missed.add(new Share.Trial(turn.call(), turn.outcome() == Outcome.MISSED));
            }
            if (notes != null && turn.outcome() == Outcome.ANSWERED) {
                words(turn.call(), notes, wordErrors);
            }
        }
        Map<String, Share> shares = new LinkedHashMap<>();
        shares.put(Share.MISSED, Share.of(Share.MISSED, "requests", missed));
        shares.put(Share.RATE_LIMITED, Share.of(Share.RATE_LIMITED, "requests", limited));
        shares.put(Share.WORD_ERRORS, Share.of(Share.WORD_ERRORS, "words", wordErrors));
        shares.put(Share.FAILED_CALLS, Share.of(Share.FAILED_CALLS, "requests", failed));
        shares.put(Share.FALSE_CUT_OFF, Share.of(Share.FALSE_CUT_OFF, "requests", List.of()));
        shares.put(Share.FALSE_BARGE_IN, Share.of(Share.FALSE_BARGE_IN, "requests", List.of()));
        shares.put(Share.GOODPUT, Share.of(Share.GOODPUT, "requests", List.of()));
        return shares;
    }

    /** One trial a word that was said; of more errors than words, as many as there are words. */
    private static void words(int call, ProbeNotes notes, List<Share.Trial> trials) {
        long said = (long) notes.value(ProbeNotes.WORDS);
        long wrong = (long) notes.value(ProbeNotes.WORD_ERRORS);
        for (long i = 0; i < said; i++) {
            trials.add(new Share.Trial(call, i < wrong));
        }
    }

    static Map<String, Long> counts(List<Turn> turns, Map<String, Share> shares, long clamped) {
        Map<String, Long> counts = new LinkedHashMap<>();
        Set<Integer> requests = new HashSet<>();
        long measured = 0;
        long late = 0;
        for (Turn turn : turns) {
            requests.add(turn.call());
            ProbeNotes notes = turn.probe();
            boolean begun = notes != null && turn.at(notes.kind().milestone()).isPresent();
            measured += begun || turn.outcome() == Outcome.MISSED || turn.outcome() == Outcome.ANSWERED ? 1 : 0;
            late += turn.framesLate();
        }
        counts.put("calls", (long) requests.size());
        counts.put("failed_calls", hits(shares, Share.FAILED_CALLS));
        counts.put("failed_trials", total(shares, Share.FAILED_CALLS));
        counts.put("turns", measured);
        counts.put("turns_unbroken", total(shares, Share.MISSED));
        counts.put("answered", outcomes(turns, Outcome.ANSWERED));
        counts.put("missed", outcomes(turns, Outcome.MISSED));
        counts.put("errors", outcomes(turns, Outcome.ERROR));
        counts.put("rate_limited", hits(shares, Share.RATE_LIMITED));
        if (total(shares, Share.WORD_ERRORS) > 0) {
            counts.put("word_errors", hits(shares, Share.WORD_ERRORS));
            counts.put("words", total(shares, Share.WORD_ERRORS));
        }
        for (Turn turn : turns) {
            ProbeNotes notes = turn.probe();
            if (notes != null) {
                counts.merge("ending." + notes.ending(), 1L, Long::sum);
                if (!notes.connection().isEmpty()) {
                    counts.merge("connection." + notes.connection(), 1L, Long::sum);
                }
                double gaps = notes.value(ProbeNotes.DRY_GAPS);
                if (!Double.isNaN(gaps)) {
                    counts.merge("dry_gaps", (long) gaps, Long::sum);
                }
            }
        }
        counts.put("clamped", clamped);
        counts.put("frames_late", late);
        return counts;
    }

    private static long outcomes(List<Turn> turns, Outcome outcome) {
        return turns.stream().filter(turn -> turn.outcome() == outcome).count();
    }

    private static long hits(Map<String, Share> shares, String name) {
        Share share = shares.get(name);
        return share == null ? 0 : share.hits();
    }

    private static long total(Map<String, Share> shares, String name) {
        Share share = shares.get(name);
        return share == null ? 0 : share.total();
    }
}
