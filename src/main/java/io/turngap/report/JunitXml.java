package io.turngap.report;

import io.turngap.measure.Reasons;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The gates as JUnit test cases: failed is a failure, unsure is skipped with the reason, and a run that is invalid is an error in each,
 * since nothing of it may pass or fail.
 */
public final class JunitXml {

    private JunitXml() {}

    /** The file's content. */
    public static String render(RunRecord run) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            out.writeStartDocument("UTF-8", "1.0");
            suite(out, run);
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return text.append('\n').toString();
    }

    private static void suite(XMLStreamWriter out, RunRecord run) throws XMLStreamException {
        boolean invalid = run.verdict() == Verdict.INVALID;
        int cases = Math.max(1, run.gates().size());
        out.writeCharacters("\n");
        out.writeStartElement("testsuite");
        attribute(out, "name", "turngap " + run.scenario().name());
        attribute(out, "tests", String.valueOf(cases));
        attribute(out, "failures", invalid ? "0" : String.valueOf(count(run, Verdict.FAIL)));
        attribute(out, "errors", invalid ? String.valueOf(cases) : String.valueOf(count(run, Verdict.INVALID)));
        attribute(out, "skipped", invalid ? "0" : String.valueOf(count(run, Verdict.UNSURE)));
        attribute(out, "time", String.format(Locale.ROOT, "%.3f", run.wallMs() / 1_000.0));
        attribute(out, "timestamp", run.startedAt());
        properties(out, run);
        for (GateResult gate : run.gates()) {
            start(out, run, gate.rule());
            verdict(out, run, gate);
            out.writeEndElement();
        }
        if (run.gates().isEmpty()) {
            start(out, run, "the run is valid");
            if (invalid) {
                outcome(out, "error", Reasons.text(run.validity().reasons()));
            }
            out.writeEndElement();
        }
        out.writeCharacters("\n");
        out.writeEndElement();
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

    private static void verdict(XMLStreamWriter out, RunRecord run, GateResult gate) throws XMLStreamException {
        if (run.verdict() == Verdict.INVALID) {
            outcome(
                    out,
                    "error",
                    "the run is invalid: " + Reasons.text(run.validity().reasons()));
            return;
        }
        switch (gate.verdict()) {
            case PASS -> {}
            case FAIL -> outcome(out, "failure", gate.reason());
            case UNSURE -> outcome(out, "skipped", "unsure: " + gate.reason());
            case INVALID -> outcome(out, "error", gate.reason());
        }
    }

    private static void outcome(XMLStreamWriter out, String kind, String message) throws XMLStreamException {
        out.writeEmptyElement(kind);
        attribute(out, "message", message);
        if (!kind.equals("skipped")) {
            attribute(out, "type", "turngap." + kind);
        }
    }

    /** Writes an attribute without the characters that XML cannot hold at all, escaped or not. */
    private static void attribute(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        out.writeAttribute(name, Clean.line(value));
    }
}
