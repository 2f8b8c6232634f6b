package io.turngap.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.agent.AgentConfig;
import io.turngap.call.FixtureAcoustics;
import io.turngap.measure.Turn;
import io.turngap.report.ClaimsJson;
import io.turngap.report.ClaimsMarkdown;
import io.turngap.report.ClaimsText;
import io.turngap.report.HtmlClaims;
import io.turngap.report.TerminalStyle;
import io.turngap.scenario.CheckedScenario;
import io.turngap.simulate.Simulator;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The figures, measured with few calls: that they are measured, and not known beforehand. */
class ClaimsTest {

    private static final int CALLS = 30;
    private static final FixtureAcoustics ACOUSTICS =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of(""), Audibility.STANDARD);

    /** The real cache takes what this machine lets it; this one is the same each time. */
    private static final ClaimLookup LOOKUP = () ->
            List.of(48.0, 49.0, 50.0, 51.0, 52.0, 48.5, 49.5, 50.5, 51.5, 50.0, 49.0, 51.0, 50.0, 49.0, 51.0, 50.0);

    private static ClaimCalls.Made simulate(CheckedScenario checked) {
        List<Turn> turns = new ArrayList<>();
        Simulator.run(checked.scenario(), AgentConfig.of(checked.scenario().agent()), ACOUSTICS, turns::add);
        return new ClaimCalls.Made(turns, Optional.empty());
    }

    private static ClaimReport report(long seed, String... only) {
        return report(ClaimsTest::simulate, seed, only);
    }

    private static ClaimReport report(ClaimCalls calls, long seed, String... only) {
        List<String> ids = only.length == 0 ? Claims.IDS : List.of(only);
        List<Finding> findings =
                Claims.check(ids, ClaimRuns.simulated(calls, CALLS, seed, what -> {}), Optional.of(LOOKUP));
        return new ClaimReport(seed, CALLS, findings, List.of(), 0);
    }

    private static Finding find(ClaimCalls calls, String id) {
        return report(calls, 1, id).simulated().getFirst();
    }

    /** The same calls with one setting of the agent changed, wherever it was not what a claim is about. */
    private static ClaimCalls changed(String section, String key, String json) {
        return checked -> {
            try {
                ObjectMapper mapper = new ObjectMapper();
                ObjectNode effective = (ObjectNode) checked.scenario().agent().deepCopy();
                ObjectNode at =
                        effective.get(section) instanceof ObjectNode there ? there : effective.putObject(section);
                at.set(key, mapper.readTree(json));
                List<Turn> turns = new ArrayList<>();
                Simulator.run(checked.scenario(), AgentConfig.of(effective), ACOUSTICS, turns::add);
                return new ClaimCalls.Made(turns, Optional.empty());
            } catch (java.io.IOException damaged) {
                throw new java.io.UncheckedIOException(damaged);
            }
        };
    }

    @Test
    void everyFigureIsFoundWithItsFigureAndWhatWasModelled() {
        List<Finding> findings = report(1).simulated();
        assertEquals(Claims.IDS, findings.stream().map(Finding::id).toList());
        for (Finding finding : findings) {
            assertFalse(finding.measurements().isEmpty(), finding.id());
            assertTrue(finding.modelled().contains("llm"), finding.id() + " " + finding.modelled());
            finding.measurements().forEach(measured -> {
                assertTrue(measured.n() > 0, finding.id() + " " + measured.what());
                assertTrue(Double.isFinite(measured.value()), finding.id() + " " + measured.what());
            });
        }
    }

    @Test
    void theSameSeedGivesTheSameJsonAndAnotherAnother() {
        String once = ClaimsJson.render(report(7, "F2", "F4", "F10", "F11", "F16"));
        assertEquals(once, ClaimsJson.render(report(7, "F2", "F4", "F10", "F11", "F16")));
        assertNotEquals(
                once,
                ClaimsJson.render(report(8, "F2", "F4", "F10", "F11", "F16")).replace("\"seed\" : 8", "\"seed\" : 7"));
    }

    @Test
    void theStagesDoNotAddUpToTheTotal() {
        Finding chain = find(ClaimsTest::simulate, "F1");
        assertEquals(FindingVerdict.CANNOT_FOLLOW, chain.verdict());
        assertTrue(chain.arithmetic().contains("200 + 300 + 150 + 100 + 50 = 800 ms, stated 1000"), chain.toString());
        assertTrue(
                chain.arithmetic().contains("400 + 1000 + 500 + 300 + 200 = 2400 ms, stated 3200"), chain.toString());
        Finding share = find(ClaimsTest::simulate, "F3");
        assertEquals(FindingVerdict.CANNOT_FOLLOW, share.verdict());
        assertTrue(share.arithmetic().getFirst().endsWith("1000 / (1000 + 500) = 67 %"), share.toString());
        assertTrue(share.arithmetic().getLast().endsWith("650 / 1600 = 41 %"), share.toString());
        assertTrue(find(ClaimsTest::simulate, "F8")
                .arithmetic()
                .getFirst()
                .contains("500 − 300 = 200 ms; from 0 to 400 ms"));
        assertEquals(
                List.of(
                        "least: 1 − 400 / 1000 = 60 %",
                        "most: 1 − 160 / 2000 = 92 %", "midpoints: 1 − 280 / 1500 = 81 %"),
                find(ClaimsTest::simulate, "F13").arithmetic());
    }

    @Test
    void whatIsAnInputOrAboutPeopleIsCalledSo() {
        for (String id : List.of("F9", "F12", "F14")) {
            assertEquals(FindingVerdict.INPUT, find(ClaimsTest::simulate, id).verdict(), id);
        }
        assertEquals(
                FindingVerdict.NOT_TESTABLE, find(ClaimsTest::simulate, "F15").verdict());
    }

    @Test
    void aShorterSilenceSavesItsDifferenceOnEveryTurnAndCutsOffThoseWhoPause() {
        List<Measurement> measured = find(ClaimsTest::simulate, "F7").measurements();
        assertEquals(400, measured.get(1).value(), 20);
        assertEquals(400, measured.get(3).value(), 20);
        Measurement patient = measured.get(measured.size() - 2);
        Measurement hasty = measured.getLast();
        assertTrue(hasty.value() > patient.value() + 20, patient + " " + hasty);
    }

    /** If a value were written down and not measured, none of these would move. */
    @Test
    void aValueComesFromTheCalls() {
        ClaimCalls quick =
                changed("llm", "latency", "{\"distribution\": \"constant\", \"median_ms\": 20, \"per_token_ms\": 1}");
        for (String id : List.of("F1", "F2", "F3", "F5", "F6", "F8", "F10", "F11", "F13", "F15", "F16")) {
            assertNotEquals(values(find(ClaimsTest::simulate, id)), values(find(quick, id)), id);
        }
        assertNotEquals(
                values(find(ClaimsTest::simulate, "F4")), values(find(changed("stt", "streaming", "true"), "F4")));
        assertNotEquals(
                values(find(ClaimsTest::simulate, "F9")), values(find(changed("tts", "tier", "\"fastest\""), "F9")));
        assertNotEquals(
                values(find(ClaimsTest::simulate, "F7")),
                values(find(changed("endpointing", "silence_ms", "600"), "F7")));
        assertNotEquals(
                values(find(ClaimsTest::simulate, "F12")),
                values(find(changed("network", "caller", "\"europe\""), "F12")));
        assertNotEquals(
                values(find(ClaimsTest::simulate, "F14")),
                values(find(changed("llm", "provider_jitter", "true"), "F14")));
    }

    private static List<Double> values(Finding finding) {
        return finding.measurements().stream().map(Measurement::value).toList();
    }

    @Test
    void aLookupThatTakesWhatIsStatedHoldsAndAFasterOneIsSaidToBeFaster() {
        ClaimRuns runs = ClaimRuns.simulated(ClaimsTest::simulate, CALLS, 1, what -> {});
        Finding stated = Claims.check(List.of("F10"), runs, Optional.of(LOOKUP)).getFirst();
        assertEquals(FindingVerdict.HOLDS, stated.verdict(), stated.toString());
        assertEquals(List.of("cache lookup by embedding"), stated.real());
        ClaimLookup quick = () -> LOOKUP.hitsMs().stream().map(ms -> ms / 10).toList();
        Finding faster = Claims.check(List.of("F10"), runs, Optional.of(quick)).getFirst();
        assertEquals(FindingVerdict.DOES_NOT_HOLD, faster.verdict());
        assertTrue(faster.because().contains("faster"), faster.because());
    }

    @Test
    void aRunOfTheSameSettingsIsMadeOnce() {
        List<String> told = new ArrayList<>();
        ClaimRuns runs = ClaimRuns.simulated(ClaimsTest::simulate, CALLS, 1, told::add);
        // F4, F5 and F7 share the profile as it is, though F7 writes out the silence that the profile has.
        Claims.check(List.of("F4", "F5", "F7"), runs, Optional.empty());
        assertEquals(7, told.size(), told.toString());
    }

    @Test
    void anInvalidRunGivesNoVerdictAndOverSocketsOnlyWhatHasSomethingRealIsMeasured() {
        ClaimCalls late = checked -> new ClaimCalls.Made(simulate(checked).turns(), Optional.of("frames were late"));
        List<Finding> findings =
                Claims.checkReal(List.of("F1", "F4", "F7"), ClaimRuns.real(late, CALLS, 4, 1, what -> {}));
        assertEquals(List.of("F4", "F7"), findings.stream().map(Finding::id).toList());
        findings.forEach(finding -> {
            assertEquals(FindingVerdict.INVALID, finding.verdict());
            assertEquals("frames were late", finding.because());
        });
    }

    @Test
    void everyOutputSaysEveryVerdict() {
        ClaimReport simulated = report(1, "F1", "F7", "F16");
        List<Finding> real =
                Claims.checkReal(List.of("F7"), ClaimRuns.real(ClaimsTest::simulate, CALLS, 4, 1, what -> {}));
        ClaimReport report = new ClaimReport(1, CALLS, simulated.simulated(), real, CALLS);
        String text = ClaimsText.render(report, TerminalStyle.PLAIN);
        String markdown = ClaimsMarkdown.render(report);
        String page = HtmlClaims.render(report);
        for (Finding finding : simulated.simulated()) {
            assertTrue(text.contains(finding.id()), text);
            assertTrue(markdown.contains("| " + finding.id() + " |"), markdown);
            assertTrue(page.contains("id=\"" + finding.id() + "\""), finding.id());
        }
        assertTrue(text.contains("CANNOT FOLLOW") && text.contains("over sockets: "), text);
        assertTrue(markdown.contains("| cannot follow |") && markdown.contains("## Over sockets"), markdown);
        assertTrue(page.contains("class=\"claim-band\"") && page.contains("Over sockets"));
        assertTrue(page.contains("Telnyx") && markdown.contains("Telnyx") && text.contains("Telnyx"));
    }
}
