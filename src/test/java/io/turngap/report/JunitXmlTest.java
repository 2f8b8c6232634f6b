package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
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

    private static Element suite(Verdict verdict, String name) throws Exception {
        String xml = JunitXml.render(Samples.run(Samples.turns(7, 96), verdict, name));
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }
}
