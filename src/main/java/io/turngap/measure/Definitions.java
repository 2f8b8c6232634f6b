package io.turngap.measure;

import io.turngap.stats.ClusterBootstrap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How this room defines what it reports, in the words that every report prints. */
public final class Definitions {

    private Definitions() {}

    /** What each figure means: name to sentence. What counts as audible is defined where it is heard, and not here. */
    public static Map<String, String> ofFigures() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("ttfa", "caller's last speech sample to first audible agent sample at the caller; negative is overlap");
        map.put(
                "connect",
                "intended start of a call, by its schedule, to the open conversation: a call that starts late has waited since it was"
                        + " due; one that was tried and never connected counts as longer than it waited");
        map.put(
                "percentiles",
                "nearest rank, from an HdrHistogram of microseconds (1 us to 10 min, 3 digits); from the exact values where some are"
                        + " negative; Kaplan-Meier where some were not seen to end");
        map.put(
                "missed_turns",
                "a reply that was never heard counts as longer than the caller waited (Kaplan-Meier), so a percentile may lie beyond what was"
                        + " waited for and have no value; a reply heard late counts as heard; turns of calls that broke in them are no"
                        + " trials of missed and false_cut_off");
        map.put(
                "false_barge_in",
                "share of turns, answered or with a backchannel, in which the agent stopped for noise, a cough or a backchannel");
        map.put(
                "goodput",
                "share of turns answered within the target (slo_ms, or that of the use case); late, missed, cut off and refused turns"
                        + " count against it, and so do all turns of a call that broke from there on, as many as a whole call has");
        map.put("broken_calls", "a call that broke keeps the turns measured before; it counts as failed");
        map.put(
                "ci95",
                "bootstrap over calls, " + ClusterBootstrap.DRAWS + " draws from the run's seed (fewer, but at least "
                        + ClusterBootstrap.FEWEST_DRAWS
                        + ", beyond 5000 values); none where the sample cannot carry the percentile,"
                        + " or from fewer than " + ClusterBootstrap.FEWEST_CLUSTERS + " calls");
        map.put(
                "independent_turns",
                "turns over the design effect 1 + (m - 1) ICC, with the ICC of ranks within calls; P50 needs 6, P90 36, P95 72, P99 368");
        map.put("rates", "Wilson's 95 % interval on turns or calls, over their design effect");
        map.put(
                "stages",
                "gaps between milestones on the way to the first audible sample; they sum to the TTFA of a turn, their percentiles do"
                        + " not sum to its percentiles");
        return map;
    }

    /** What each figure of a probe means. */
    public static Map<String, String> ofProbe(ProbeKind kind) {
        Map<String, String> calls = ofFigures();
        Map<String, String> map = new LinkedHashMap<>();
        kind.metrics().forEach((name, meaning) -> {
            if (!name.endsWith(ProbeKind.COLD) && !name.endsWith(ProbeKind.WARM)) {
                map.put(name, meaning);
            }
        });
        map.put(
                "request",
                "counts from its intended start; with --rate that is its place in the schedule, and a wait for a free place among"
                        + " the requests at once is the stage queue");
        map.put("cold, warm", "a request that opened a connection, and one that found one open");
        map.put(
                "server",
                "from the last byte of the request to the head of the answer, so the network's round trip is in it; the time of a"
                        + " new connection is in dns, connect and tls");
        if (kind == ProbeKind.TTS) {
            map.put(
                    "first_sound",
                    "request to the first audible sample as heard from a player that starts with the first byte and plays what has"
                            + " come: leading silence counts");
            map.put(ProbeKind.DRY, "time without anything to play in such a player; gaps below 1 ms are not counted");
            map.put("real-time factor", "time from the request's start to the last byte, over the length of the audio");
        }
        if (kind == ProbeKind.LLM) {
            map.put(
                    "first token",
                    "the first piece with text or a tool call; a piece that only names the role, and reasoning, are none");
            map.put(
                    ProbeKind.TIME_PER_TOKEN,
                    "first to last piece, reasoning included, over the server's count of tokens less one; absent where it gives none");
        }
        if (kind == ProbeKind.STT) {
            map.put(
                    "ttfs",
                    "of a file: request to transcript; streaming: the last speech sample, known to the sample, to the first final"
                            + " result that covers it, or the last with words where more come");
            map.put(
                    Share.WORD_ERRORS,
                    "substitutions, deletions and insertions over the words said, both in lower case without punctuation and with"
                            + " digits spelt one by one; at most as many as words in one request");
        }
        map.put(
                "missed",
                "no answer began before the timeout: it counts as longer than that (Kaplan-Meier); one that began and did not end is"
                        + " a failed request");
        map.put("rate_limited", "a refusal for a limit on requests is neither slow nor failed, and has its own count");
        for (String name : List.of("percentiles", "ci95", "independent_turns", "rates")) {
            map.put(name, calls.getOrDefault(name, ""));
        }
        map.put("stages", "gaps between milestones of a request; they sum to its " + kind.headline());
        return map;
    }
}
