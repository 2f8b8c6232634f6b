package io.turngap.report;

import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Summary;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import io.turngap.measure.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a probe of one component says, in sentences; and the few words in which its report differs from that of calls. */
final class ProbeStory {

    private static final int LONGEST_EXAMPLE = 300;

    private ProbeStory() {}

    /** What is counted: a turn, or a probe's request. */
    static String turn(RunRecord run) {
        return run.probe().isPresent() ? "request" : "turn";
    }

    /** The metric that the report is about, as people write it. */
    static String headline(RunRecord run) {
        String name = run.headline();
        return run.probe().orElse(ProbeKind.LLM) == ProbeKind.TTS ? "first sound" : name.toUpperCase(Locale.ROOT);
    }

    /** From where to where the report's waits go. */
    static String span(RunRecord run) {
        return run.probe()
                .map(kind -> switch (kind) {
                    case LLM -> "from the request to the first token of the answer";
                    case TTS -> "from the request to the first audible sample";
                    case STT -> "from the request, or the last speech sample, to the final transcript";
                })
                .orElse("from the caller's last word to the first audible reply");
    }

    /** With a capital letter. */
    static String upper(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    /** What came of the requests, in a sentence or two. */
    static String of(RunRecord run, ProbeKind kind, Picks picks) {
        Summary summary = run.metrics().get(kind.headline());
        if (summary == null || summary.n() == summary.censored()) {
            return "No request was answered.";
        }
        StringBuilder story =
                new StringBuilder(run.verdict() == Verdict.INVALID ? "If the figures could be trusted: half" : "Half");
        story.append(" of the requests wait ");
        story.append(summary.p50Ms() == null ? "for ever" : "less than " + Figures.span(summary.p50Ms()))
                .append(" (")
                .append(span(run))
                .append(')');
        if (summary.p95Ms() != null && summary.n() >= 20) {
            story.append(", 1 in 20 longer than ").append(Figures.span(summary.p95Ms()));
        } else if (summary.maxMs() != null && summary.censored() == 0) {
            story.append(", the longest ").append(Figures.span(summary.maxMs()));
        }
        if (summary.censored() > 0) {
            story.append(", and ")
                    .append(Figures.count(summary.censored(), "request"))
                    .append(summary.censored() == 1 ? " was" : " were")
                    .append(" given up");
        }
        picks.biggest()
                .ifPresent(e -> story.append("; the biggest part is ")
                        .append(e.getKey().wireName())
                        .append(" (")
                        .append(StageLook.meaning(e.getKey()))
                        .append(", ")
                        .append(Figures.percent(e.getValue()))
                        .append(')'));
        return story.append('.').append(besides(run)).toString();
    }

    /** Speeds as people know them, from medians; how many connections were new; words. */
    private static String besides(RunRecord run) {
        StringBuilder said = new StringBuilder();
        Summary token = run.metrics().get(ProbeKind.TIME_PER_TOKEN);
        if (token != null && token.p50Ms() != null && token.p50Ms() > 0) {
            said.append(String.format(Locale.ROOT, " At the median %.1f tokens a second.", 1_000 / token.p50Ms()));
        }
        Summary audio = run.metrics().get(ProbeKind.TIME_PER_AUDIO_SECOND);
        if (audio != null && audio.p50Ms() != null) {
            said.append(String.format(Locale.ROOT, " Real-time factor %.3f at the median.", audio.p50Ms() / 1_000));
        }
        Long dry = run.counts().get("dry_gaps");
        if (dry != null) {
            said.append(
                    dry == 0
                            ? " A player that starts with the first byte never runs dry."
                            : " A player that starts with the first byte runs dry " + Figures.count(dry, "time") + ".");
        }
        long cold = run.counts().getOrDefault("connection." + ProbeNotes.COLD, 0L);
        long warm = run.counts().getOrDefault("connection." + ProbeNotes.WARM, 0L);
        if (cold + warm > 0) {
            said.append(' ')
                    .append(Figures.count(cold, "request"))
                    .append(" opened a connection, ")
                    .append(Figures.grouped(warm))
                    .append(" found one open.");
        }
        return said.toString();
    }

    /** How many requests gave no measurement, and why, each kind in its own count; empty where all were answered. */
    static Optional<String> failures(List<Turn> turns) {
        Map<String, Integer> counts = new TreeMap<>();
        String example = "";
        for (Turn turn : turns) {
            ProbeNotes notes = turn.probe();
            if (notes != null && turn.outcome() != Outcome.ANSWERED) {
                counts.merge(notes.ending(), 1, Integer::sum);
                example = example.isEmpty() ? turn.detail() : example;
            }
        }
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        String kinds = counts.entrySet().stream()
                .map(kind -> kind.getKey() + " " + Figures.grouped(kind.getValue()))
                .collect(Collectors.joining(", "));
        String shown = example.length() > LONGEST_EXAMPLE ? example.substring(0, LONGEST_EXAMPLE) + "…" : example;
        return Optional.of(Figures.grouped(all) + " of " + Figures.count(turns.size(), "request")
                + (all == 1 ? " was" : " were") + " not answered (" + kinds + ")"
                + (shown.isEmpty() ? "" : "; the first: " + shown) + ".");
    }

    /** The rates that a probe of this kind can have. */
    static List<Story.Rate> rates(RunRecord run, ProbeKind kind) {
        return kind.rates().stream()
                .filter(name -> !name.equals(Share.WORD_ERRORS) || run.rates().wordErrors() != null)
                .map(name -> switch (name) {
                    case Share.MISSED ->
                        Story.rate(
                                run,
                                name,
                                run.rates().missed(),
                                "missed",
                                "turns_unbroken",
                                "requests",
                                "no answer before the timeout");
                    case Share.RATE_LIMITED ->
                        Story.rate(
                                run,
                                name,
                                run.rates().rateLimited(),
                                "rate_limited",
                                "calls",
                                "requests",
                                "refused for a limit on requests (429): neither slow nor failed");
                    case Share.WORD_ERRORS ->
                        Story.rate(
                                run,
                                name,
                                run.rates().wordErrors(),
                                "word_errors",
                                "words",
                                "words",
                                "words taken for others, left out or made up, of those that were said");
                    default ->
                        Story.rate(
                                run,
                                name,
                                run.rates().failedCalls(),
                                "failed_calls",
                                "failed_trials",
                                "requests",
                                "not reached, refused, broken off, or answered with what is no answer");
                })
                .toList();
    }
}
