package io.turngap.report;

import io.turngap.measure.Reasons;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.Validity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of the page: whether the instrument can be trusted, what the words mean, and how to make the run again. */
final class HtmlFacts {

    private HtmlFacts() {}

    static Markup validity(RunRecord run) {
        Validity validity = run.validity();
        if (run.analysed()) {
            return ofRecordings(validity);
        }
        Markup out = HtmlReport.section(
                new Markup(),
                "Can these figures be trusted?",
                validity.valid()
                        ? "The instrument kept up. How late it was itself:"
                        : "No: " + Reasons.text(validity.reasons()));
        lateness(out, run, validity);
        Map<String, String> facts = new LinkedHashMap<>();
        if (run.probe().isEmpty()) {
            facts.put("instrument error", instrumentError(validity));
        }
        if (!validity.gcPausesMs().isEmpty()) {
            facts.put("collector pauses", collector(validity.gcPausesMs()));
        }
        facts.putAll(InstrumentWords.of(validity));
        out.add(HtmlTables.facts(facts));
        return out.close("section");
    }

    private static Markup ofRecordings(Validity validity) {
        Markup out = HtmlReport.section(
                new Markup(),
                "Can these figures be trusted?",
                validity.valid()
                        ? "These are recordings. No call was made and no instrument ran, so nothing is known of how late anything was"
                                + " on its way into them."
                        : "No: " + Reasons.text(validity.reasons()));
        out.element(
                "p",
                "Where speech ends and begins was found in the sound, and is as exact as the sound is clean; docs/analyze.md has"
                        + " the errors by kind of noise. A caller's last word is found, not known as in a run.");
        return out.close("section");
    }

    private static void lateness(Markup out, RunRecord run, Validity validity) {
        Map<String, Map<String, Long>> rows = new LinkedHashMap<>();
        rows.put("frames", validity.frameLatenessUs());
        rows.put("starts of " + Story.things(run), validity.arrivalLatenessUs());
        rows.values().removeIf(Map::isEmpty);
        if (rows.isEmpty()) {
            out.element("p", "No lateness was noted.", "class", "soft");
            return;
        }
        Markup table = HtmlTables.open(
                "Lateness of the instrument, microseconds", "Late by, µs", "n", "P50", "P99", "P99.9", "max");
        rows.forEach((name, values) -> {
            table.open("tr").element("th", name, "scope", "row");
            for (String key : List.of("n", "p50", "p99", "p999", "max")) {
                Long value = values.get(key);
                table.element("td", value == null ? Figures.NONE : Figures.grouped(value), "class", "num");
            }
            table.close("tr");
        });
        out.add(HtmlTables.shut(table));
    }

    /** The error that {@code calibrate} found, or that it was never run. */
    static String instrumentError(Validity validity) {
        Map<String, Double> errors = validity.instrumentErrorUs();
        if (errors == null || errors.isEmpty()) {
            return "not calibrated: run turngap calibrate";
        }
        StringBuilder text = new StringBuilder();
        for (String metric : List.of("ttfa", "barge_in_stop")) {
            Double p50 = errors.get(metric + "_p50");
            Double p99 = errors.get(metric + "_p99");
            Double max = errors.get(metric + "_max");
            if (p50 == null && p99 == null && max == null) {
                continue;
            }
            text.append(text.isEmpty() ? "" : "; ").append(metric);
            append(text, " median ", p50);
            append(text, " P99 ", p99);
            append(text, " worst ", max);
            Double calls = errors.get(metric + "_calls");
            Double turns = errors.get(metric + "_n");
            if (calls != null && turns != null) {
                text.append(" (")
                        .append(Figures.grouped(Math.round(turns)))
                        .append(" turns, ")
                        .append(Figures.grouped(Math.round(calls)))
                        .append(calls == 1 ? " call)" : " calls at once)");
            }
        }
        return text.append(" (from calibrate, on this machine)").toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Double us) {
        if (us != null) {
            text.append(name).append(Figures.spanUs(us));
        }
    }

    private static String collector(Map<String, Double> pauses) {
        return Figures.grouped(Math.round(pauses.getOrDefault("count", 0.0))) + " pauses, "
                + Figures.span(pauses.getOrDefault("total", 0.0)) + " in all, longest "
                + Figures.span(pauses.getOrDefault("max", 0.0));
    }

    static Markup run(RunRecord run) {
        Markup out = HtmlReport.section(new Markup(), "What the words mean here", "");
        Map<String, String> words = new LinkedHashMap<>();
        if (run.probe().isEmpty()) {
            words.put(
                    "ttfa",
                    run.analysed()
                            ? "from the last speech sample of the caller, found in the recording, to the first audible sample of the agent in it; negative when the agent starts before the caller is done"
                            : "from the last speech sample of the caller, known from the script, to the first audible sample of the agent as played"
                                    + " to the caller; negative when the agent starts too early");
        }
        words.putAll(run.definitions());
        out.add(HtmlTables.facts(words)).close("section");

        HtmlReport.section(out, "This run", "");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", run.runId());
        if (run.analysed()) {
            facts.put("what", "analysis of recordings; no calls were made");
            facts.put("recordings", String.valueOf(run.scenario().calls()));
            facts.put("rules", run.scenario().digest());
            return made(out, run, facts);
        }
        facts.put("scenario", run.scenario().file());
        facts.put("digest", run.scenario().digest());
        facts.put("seed", String.valueOf(run.seed()));
        facts.put(
                Story.things(run),
                run.scenario().calls() + ", " + (run.scenario().isScheduled() ? "at most " : "")
                        + run.scenario().concurrency() + " at once");
        facts.put(
                run.probe().isPresent() ? "probed" : "agent",
                run.agent().address() + " over " + run.agent().protocol());
        if (!run.agent().modelled().isEmpty()) {
            facts.put(
                    "modelled",
                    "the agent says that these stages are not real: "
                            + String.join(", ", run.agent().modelled()));
        }
        if (!run.agent().unknownEvents().isEmpty()) {
            facts.put("ignored", Story.unknownEvents(run));
        }
        return made(out, run, facts);
    }

    private static Markup made(Markup out, RunRecord run, Map<String, String> facts) {
        run.environment().forEach((name, value) -> {
            if (!name.equals("command")) {
                facts.put(name, value);
            }
        });
        out.add(HtmlTables.facts(facts));
        out.element("h3", "Make it again");
        out.open("div")
                .element("pre", Story.reproduce(run))
                .element("button", "Copy", "type", "button", "class", "copy", "hidden", "");
        return out.close().close("section");
    }
}
