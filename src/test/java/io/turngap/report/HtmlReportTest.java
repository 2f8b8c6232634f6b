package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void hostileNamesAreTextAndNothingElse(Verdict verdict) throws Exception {
        List<Turn> turns = Samples.turns(3, 300);
        String html = HtmlReport.render(
                Samples.run(turns, verdict, Samples.HOSTILE),
                turns,
                List.of(),
                Map.of(Samples.HOSTILE, Samples.HOSTILE));
        Element body = body(html);
        List<Element> elements = elements(body);
        for (Element element : elements) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = element.getAttributes().item(i).getNodeName();
                assertFalse(
                        name.startsWith("on") || name.equals("style") || name.equals("href"),
                        name + " on " + element.getTagName());
            }
        }
        assertEquals(
                1,
                elements.stream().filter(e -> e.getTagName().equals("script")).count());
        String heading = elements.stream()
                .filter(e -> e.getTagName().equals("h1"))
                .findFirst()
                .orElseThrow()
                .getTextContent();
        assertTrue(heading.startsWith("</script><script>alert(1)</script>\" onload='x' `$(id)`"), heading);
        assertFalse(
                heading.contains("\u202e") || heading.contains("\u001b"), "controls and turned directions are gone");
    }

    @Test
    void onlyItsOwnStyleAndScriptMayRun() throws Exception {
        List<Turn> turns = Samples.turns(3, 60);
        String html = HtmlReport.render(Samples.run(turns, Verdict.PASS, "x"), turns, List.of(), Map.of());
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(html);
        assertTrue(policy.find());
        assertTrue(policy.group(1).startsWith("default-src 'none'; "), policy.group(1));
        assertTrue(policy.group(1).contains("script-src 'sha256-" + sha256(only(SCRIPT, html)) + "'"), policy.group(1));
        assertTrue(policy.group(1).contains("style-src 'sha256-" + sha256(only(STYLE, html)) + "'"), policy.group(1));
    }

    @Test
    void namesNoAddressOfTheNetwork() {
        List<Turn> turns = Samples.turns(3, 60);
        String html = HtmlReport.render(Samples.run(turns, Verdict.PASS, "x"), turns, List.of(), Map.of());
        assertFalse(html.contains("http:")
                || html.contains("https:")
                || html.contains("@import")
                || html.contains("//cdn"));
    }

    @Test
    void reasonsOfAnInvalidRunStandBeforeAnyFigure() {
        List<Turn> turns = Samples.turns(3, 60);
        String html = HtmlReport.render(Samples.run(turns, Verdict.INVALID, "x"), turns, List.of(), Map.of());
        int reason = html.indexOf("frames left 38 ms late");
        assertTrue(reason > 0 && reason < html.indexOf("class=\"story\""), "the reason comes first");
        assertTrue(html.contains("not calibrated: run turngap calibrate"));
    }

    @Test
    void aRunOfFiveThousandTurnsStaysSmallAndSaysWhatItLeavesOut() {
        List<Turn> turns = Samples.turns(5, 5_000);
        String html = HtmlReport.render(Samples.run(turns, Verdict.PASS, "long"), turns, List.of(), Map.of());
        assertTrue(html.length() < 500_000, html.length() + " characters");
        Matcher left = Pattern.compile("([0-9\u202f]+) turns of 5\u202f000 are not drawn")
                .matcher(html);
        assertTrue(left.find(), "thinning is said");
        Picks picks = Picks.of(turns);
        long dots = Pattern.compile("<circle ").matcher(html).results().count() - 2;
        long marks = Pattern.compile("class=\"mark ").matcher(html).results().count() - 4;
        long answered = turns.stream()
                .filter(t -> !t.isGreeting() && t.outcome().wireName().equals("answered"))
                .count();
        assertEquals(
                answered + picks.failed().size() - dots - marks,
                Long.parseLong(left.group(1).replace("\u202f", "")));
    }

    @Test
    void aRunWithoutTurnsIsStillAPage() throws Exception {
        String html =
                HtmlReport.render(Samples.run(List.of(), Verdict.INVALID, "nothing"), List.of(), List.of(), Map.of());
        assertTrue(html.contains("No caller of this run heard a reply."));
        assertEquals("body", body(html).getTagName());
    }

    @Test
    void theBarOfTheSlowestTurnFillsItsRowExactly() throws Exception {
        List<Turn> turns = Samples.turns(9, 96);
        WaterfallChart.Row row =
                new WaterfallChart.Row("no. 1", Picks.of(turns).worst().getFirst());
        Element chart = parse("<x>" + WaterfallChart.rows(List.of(row)) + "</x>");
        double sum = 0;
        for (Element element : elements(chart)) {
            if (element.getTagName().equals("rect")
                    && element.getAttribute("class").startsWith("s-")) {
                sum += Double.parseDouble(element.getAttribute("width").replace("%", ""));
            }
        }
        assertEquals(100, sum, 0.1);
    }

    private static String only(Pattern pattern, String html) {
        Matcher matcher = pattern.matcher(html);
        assertTrue(matcher.find());
        String found = matcher.group(1);
        assertFalse(matcher.find(), "more than one");
        return found;
    }

    private static String sha256(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The body of the page. It is written as XML, so that a parser that forgives nothing can read it. */
    static Element body(String html) throws Exception {
        String body = html.substring(html.indexOf("<body>"), html.indexOf("</body>") + "</body>".length());
        return parse(SCRIPT.matcher(body).replaceAll("<script></script>"));
    }

    private static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private static List<Element> elements(Element root) {
        List<Element> elements = new ArrayList<>();
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Node node = all.item(i);
            elements.add((Element) node);
        }
        return elements;
    }
}
