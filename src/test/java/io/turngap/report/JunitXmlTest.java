package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JunitXmlTest {

    @Test
    void eachGateIsATestCase() throws Exception {
        Element suite = suite(Verdict.FAIL, "order status");
        assertEquals("4", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("skipped"));
        assertEquals("0", suite.getAttribute("errors"));
        assertEquals(4, suite.getElementsByTagName("testcase").getLength());
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals("the whole interval lies above the limit", failure.getAttribute("message"));
        assertEquals("ttfa p95 < 800 ms", ((Element) failure.getParentNode()).getAttribute("name"));
        Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
        assertTrue(skipped.getAttribute("message").startsWith("unsure: the limit lies inside the interval"));
    }

    @Test
    void anInvalidRunIsAnErrorInEveryGate() throws Exception {
        Element suite = suite(Verdict.INVALID, "x");
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals("0", suite.getAttribute("failures"));
        Element error = (Element) suite.getElementsByTagName("error").item(0);
        assertTrue(error.getAttribute("message").contains("frames left 38 ms late"), error.getAttribute("message"));
    }

    @Test
    void charactersThatXmlCannotHoldAreReplaced() throws Exception {
        Element suite = suite(Verdict.PASS, Samples.HOSTILE + "\ufffe\uffff\ud83d\ude00");
        String name = suite.getAttribute("name");
        assertTrue(name.startsWith("turngap </script><script>alert(1)</script>\" onload='x'"), name);
        assertTrue(name.endsWith("\ufffd\ufffd\ufffd\ud83d\ude00"), name);
    }

    @Test
    void aGateShowsItsNumbersInPlainDigits() throws Exception {
        Element suite = parse(
                JunitXml.render(ComparisonSamples.run(Samples.turns(7, 96), Verdict.FAIL, ComparisonSamples.slower())));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        String numbers = """

                verdict: fail
                change: 20.06 %
                limit: 5 %
                interval: 14.02 % to 27.3 % (95 %)
                baseline: 1012 ms
                candidate: 1215 ms
                p: 0.0002""";
        assertTrue(failure.getTextContent().endsWith(numbers), failure.getTextContent());
        Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
        assertTrue(skipped.getTextContent().contains("\nbaseline: 1.6 %\n"), skipped.getTextContent());
        assertTrue(skipped.getTextContent().endsWith("\nmore_calls: 62"), skipped.getTextContent());
        assertTrue(suite.getTextContent().contains("endpointing grew by 201 ms in the"), suite.getTextContent());
        assertTrue(
                JunitXml.render(ComparisonSamples.run(Samples.turns(7, 96), Verdict.FAIL, ComparisonSamples.slower()))
                        .contains("<property name=\"stage_that_grew\" value=\"endpointing\"/>"));
    }

    @Test
    void beingUnsureIsAFailureWhereItFails() throws Exception {
        Element suite = parse(JunitXml.render(Samples.run(Samples.turns(7, 96), Verdict.UNSURE, "x"), true));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("0", suite.getAttribute("skipped"));
        assertEquals(0, suite.getElementsByTagName("skipped").getLength());
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertTrue(failure.getAttribute("message").startsWith("unsure: "), failure.getAttribute("message"));
    }

    /** What junit-10.xsd of Jenkins' xUnit plugin and GitLab's reader know; counts are those of the elements. */
    @ParameterizedTest
    @EnumSource(Verdict.class)
    void holdsNoElementOrAttributeThatToolsDoNotKnow(Verdict verdict) throws Exception {
        Map<String, Set<String>> known = Map.of(
                "testsuite",
                Set.of("name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"),
                "properties",
                Set.of(),
                "property",
                Set.of("name", "value"),
                "testcase",
                Set.of("name", "classname", "time"),
                "failure",
                Set.of("message", "type"),
                "error",
                Set.of("message", "type"),
                "skipped",
                Set.of("message"),
                "system-out",
                Set.of());
        Element suite = parse(
                JunitXml.render(ComparisonSamples.run(Samples.turns(7, 96), verdict, ComparisonSamples.hostile())));
        assertEquals(known.get("testsuite"), names(suite));
        NodeList all = suite.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            assertEquals(known.get(element.getTagName()), names(element), element.getTagName());
        }
        assertEquals("2026-11-23T13:05:11", suite.getAttribute("timestamp"));
        for (String kind : List.of("testcase", "failure", "error", "skipped")) {
            String count = kind.equals("testcase") ? "tests" : kind.equals("skipped") ? kind : kind + "s";
            assertEquals(
                    suite.getAttribute(count),
                    String.valueOf(suite.getElementsByTagName(kind).getLength()),
                    count);
        }
    }

    private static Set<String> names(Element element) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            names.add(element.getAttributes().item(i).getNodeName());
        }
        return names;
    }

    private static Element suite(Verdict verdict, String name) throws Exception {
        return parse(JunitXml.render(Samples.run(Samples.turns(7, 96), verdict, name)));
    }

    private static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }
}
