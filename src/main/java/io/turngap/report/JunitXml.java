package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Reasons;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * The gates as JUnit test cases, each with its numbers in its output: failed is a failure, unsure is skipped with the reason (or a failure,
 * where being unsure is one), and a run that is invalid is an error in each, since nothing of it may pass or fail. Elements and attributes
 * are those that the schema of Jenkins' xUnit plugin (junit-10.xsd) knows.
 */
public final class JunitXml {

    private JunitXml() {}

    /** The file's content where being unsure fails nothing. */
    public static String render(RunRecord run) {
        return render(run, false);
    }

    /**
     * The file's content.
     *
     * @param unsureFails true where a gate that could not be decided fails the run
     */
    public static String render(RunRecord run, boolean unsureFails) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            suite(out, run, unsureFails);
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return text.append('\n').toString();
    }

    private static void suite(XMLStreamWriter out, RunRecord run, boolean unsureFails) throws XMLStreamException {
        boolean invalid = run.verdict() == Verdict.INVALID;
        int cases = Math.max(1, run.gates().size());
        long unsure = count(run, Verdict.UNSURE);
        long failures = count(run, Verdict.FAIL) + (unsureFails ? unsure : 0);
        out.writeCharacters("\n");
        out.writeStartElement("testsuite");
        attribute(out, "name", "turngap " + run.scenario().name());
        attribute(out, "tests", String.valueOf(cases));
        attribute(out, "failures", invalid ? "0" : String.valueOf(failures));
        attribute(out, "errors", invalid ? String.valueOf(cases) : String.valueOf(count(run, Verdict.INVALID)));
        attribute(out, "skipped", invalid || unsureFails ? "0" : String.valueOf(unsure));
        attribute(out, "time", String.format(Locale.ROOT, "%.3f", run.wallMs() / 1_000.0));
        attribute(out, "timestamp", timestamp(run.startedAt()));
        attribute(out, "hostname", run.environment().getOrDefault("host", "localhost"));
        properties(out, run);
        for (GateResult gate : run.gates()) {
            start(out, run, gate.rule());
            verdict(out, run, gate, unsureFails);
            output(out, numbers(gate));
            end(out);
        }
        if (run.gates().isEmpty()) {
            start(out, run, "the run is valid");
            if (invalid) {
                outcome(out, "error", Reasons.text(run.validity().reasons()), List.of());
            }
            end(out);
        }
        Comparison comparison = run.comparison();
        if (comparison != null) {
            out.writeCharacters("\n  ");
            out.writeStartElement("system-out");
            ComparisonText.lines(run, TerminalStyle.PLAIN).forEach(line -> lineOf(out, line));
            out.writeCharacters("\n  ");
            out.writeEndElement();
        }
        out.writeCharacters("\n");
        out.writeEndElement();
    }

    /** Seconds of an instant in UTC, without a zone: as tools that write this form do, and as its schemas ask. */
    private static String timestamp(String instant) {
        String text = Clean.line(instant);
        return text.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}.*") ? text.substring(0, 19) : text;
    }

    private static long count(RunRecord run, Verdict verdict) {
        return run.gates().stream().filter(g -> g.verdict() == verdict).count();
    }

    private static void properties(XMLStreamWriter out, RunRecord run) throws XMLStreamException {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("run_id", run.runId());
        properties.put("verdict", run.verdict().wireName());
        properties.put("seed", String.valueOf(run.seed()));
        properties.put("scenario_digest", run.scenario().digest());
        properties.put("agent", run.agent().address());
        String baseline = run.definitions().get("baseline");
        if (baseline != null) {
            properties.put("baseline", baseline);
        }
        Comparison comparison = run.comparison();
        if (comparison != null) {
            properties.put("comparison_design", comparison.design());
            comparison.grew().stream().findFirst().ifPresent(grown -> properties.put("stage_that_grew", grown.stage()));
        }
        Story.shown(run).forEach((name, summary) -> {
            for (String key : Story.PERCENTILES) {
                Double value = Story.percentile(summary, key);
                if (value != null) {
                    properties.put(name + "_" + key, String.format(Locale.ROOT, "%.3f", value));
                }
            }
        });
        for (Story.Rate rate : Story.rates(run)) {
            Double share = rate.share();
            if (share != null) {
                properties.put("rate_" + rate.name(), String.format(Locale.ROOT, "%.6f", share));
            }
        }
        out.writeCharacters("\n  ");
        out.writeStartElement("properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            out.writeCharacters("\n    ");
            out.writeEmptyElement("property");
            attribute(out, "name", property.getKey());
            attribute(out, "value", property.getValue());
        }
        out.writeCharacters("\n  ");
        out.writeEndElement();
    }

    private static void start(XMLStreamWriter out, RunRecord run, String name) throws XMLStreamException {
        out.writeCharacters("\n  ");
        out.writeStartElement("testcase");
        attribute(out, "classname", "turngap." + run.scenario().name());
        attribute(out, "name", name);
        attribute(out, "time", "0");
    }

    private static void end(XMLStreamWriter out) throws XMLStreamException {
        out.writeCharacters("\n  ");
        out.writeEndElement();
    }

    private static void verdict(XMLStreamWriter out, RunRecord run, GateResult gate, boolean unsureFails)
            throws XMLStreamException {
        if (run.verdict() == Verdict.INVALID) {
            outcome(
                    out,
                    "error",
                    "the run is invalid: " + Reasons.text(run.validity().reasons()),
                    List.of());
            return;
        }
        switch (gate.verdict()) {
            case PASS -> {}
            case FAIL -> outcome(out, "failure", gate.reason(), numbers(gate));
            case UNSURE -> outcome(out, unsureFails ? "failure" : "skipped", "unsure: " + gate.reason(), numbers(gate));
            case INVALID -> outcome(out, "error", gate.reason(), List.of());
        }
    }

    /** What a tool shows that reads no attributes: the message again, and the numbers. */
    private static void outcome(XMLStreamWriter out, String kind, String message, List<String> numbers)
            throws XMLStreamException {
        out.writeCharacters("\n    ");
        out.writeStartElement(kind);
        attribute(out, "message", message);
        if (!kind.equals("skipped")) {
            attribute(out, "type", "turngap." + kind);
        }
        out.writeCharacters(Clean.line(message));
        numbers.forEach(line -> lineOf(out, line));
        out.writeEndElement();
    }

    private static void output(XMLStreamWriter out, List<String> lines) throws XMLStreamException {
        out.writeCharacters("\n    ");
        out.writeStartElement("system-out");
        lines.forEach(line -> lineOf(out, line));
        out.writeCharacters("\n    ");
        out.writeEndElement();
    }

    private static void lineOf(XMLStreamWriter out, String line) {
        try {
            out.writeCharacters("\n" + Clean.line(line));
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
    }

    /** A gate's numbers, a line each, in plain digits: for people, and for whoever searches a log. */
    static List<String> numbers(GateResult gate) {
        boolean regression = gate.was() != null;
        String unit = ComparisonWords.unit(gate);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("verdict", gate.verdict().wireName());
        facts.put(regression ? "change" : "value", number(gate.value(), gate.unit()));
        facts.put("limit", number(gate.limit(), gate.unit()));
        facts.put(
                "interval",
                gate.ci95().size() == 2
                        ? number(gate.ci95().get(0), gate.unit()) + " to "
                                + number(gate.ci95().get(1), gate.unit()) + " (95 %)"
                        : "");
        facts.put("baseline", number(gate.was(), unit));
        facts.put("candidate", number(gate.is(), unit));
        facts.put("p", number(gate.p(), "").strip());
        facts.put("more_calls", gate.moreCalls() == null ? "" : String.valueOf(gate.moreCalls()));
        return facts.entrySet().stream()
                .filter(fact -> !fact.getValue().isEmpty())
                .map(fact -> fact.getKey() + ": " + fact.getValue())
                .toList();
    }

    private static String number(@Nullable Double value, String unit) {
        return value == null || !Double.isFinite(value)
                ? ""
                : (String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "") + " " + unit).strip();
    }

    /** Writes an attribute without the characters that XML cannot hold at all, escaped or not. */
    private static void attribute(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        out.writeAttribute(name, Clean.line(value));
    }
}
