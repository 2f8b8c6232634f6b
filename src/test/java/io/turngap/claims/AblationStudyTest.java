package io.turngap.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.agent.AgentConfigException;
import io.turngap.call.FixtureAcoustics;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AblationStudyTest {

    private static final FixtureAcoustics ACOUSTICS =
            new FixtureAcoustics(Fixtures.open(Path.of("audio-fixtures")), Path.of("."), Audibility.STANDARD);

    private static JsonNode agent(String json) {
        try {
            return new ObjectMapper().readTree(json.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario scenario(int calls, long seed) {
        return ScenarioReader.read(
                        Path.of("scenarios/01-order-status.yaml"),
                        new Overrides(
                                List.of(),
                                OptionalInt.of(calls),
                                OptionalInt.empty(),
                                OptionalLong.of(seed),
                                List.of()))
                .scenario();
    }

    private static AblationStudy study(
            int calls, long seed, String profile, String base, int orders, String... levers) {
        return new AblationStudy(new AblationStudy.Question(
                scenario(calls, seed), "profile", agent(profile), "base", agent(base), Set.of(levers), orders));
    }

    private static Ablation ablation(String profile, String base, int orders, String... levers) {
        return study(40, 1, profile, base, orders, levers).run(ACOUSTICS, (done, all) -> {});
    }

    private static Ablation.Row row(Ablation of, String id) {
        return of.levers().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not there"));
    }

    /** Constant latencies: what each lever saves is known, and independent levers save alone what they save together. */
    @Test
    void leversThatSaveDifferentMillisecondsHaveTheirOwnAsShares() {
        String shared = "'llm': {'latency': {'distribution': 'constant', 'median_ms': 200, 'per_token_ms': 10}},"
                + "'tools': {'lookup_order': {'delay_ms': 100}}, 'filler': {'enabled': false}";
        Ablation of = ablation(
                "{" + shared + ", 'endpointing': {'silence_ms': 400}, 'audio': {'chunk_ms': 20}}",
                "{" + shared + ", 'endpointing': {'silence_ms': 800}, 'audio': {'chunk_ms': 200}}",
                10);
        assertEquals(
                List.of("L15", "L3"), of.levers().stream().map(Ablation.Row::id).toList());
        assertEquals(0, of.orders(), "two levers have two orders: all are tried");
        Ablation.Saving endpointing = row(of, "L15").p50();
        assertEquals(400, endpointing.shareMs(), 100);
        assertEquals(
                List.of("endpointing.silence_ms: 800 → 400"), row(of, "L15").changes());
        assertTrue(row(of, "L3").p50().shareMs() > 0 && row(of, "L3").p50().shareMs() < 200);
        assertEquals(
                (endpointing.onAloneMs() + endpointing.offAloneMs()) / 2,
                endpointing.shareMs(),
                1e-9,
                "of two players, the share is the mean of coming first and coming last");
    }

    @Test
    void sharesAddUpToTheWholeGainAtBothPercentiles() {
        Ablation of = ablation("{'profile': 'order-status'}", "{'profile': 'naive'}", 4);
        assertEquals(
                of.gainP50Ms(),
                of.levers().stream().mapToDouble(row -> row.p50().shareMs()).sum(),
                1e-6);
        assertEquals(
                of.gainP95Ms(),
                of.levers().stream().mapToDouble(row -> row.p95().shareMs()).sum(),
                1e-6);
        assertTrue(of.gainP50Ms() > 500, "the profile is quicker");
        assertEquals(4, of.orders());
        assertTrue(
                of.conditions().toString().contains("tools.lookup_order.delay"),
                of.conditions().toString());
        assertTrue(of.notes().getFirst().contains("simulated"), of.notes().toString());
    }

    @Test
    void theSameQuestionHasTheSameAnswerAndAnotherSeedAnother() {
        String profile = "{'profile': 'order-status'}";
        String base = "{'profile': 'naive'}";
        Ablation first = study(20, 7, profile, base, 4).run(ACOUSTICS, (done, all) -> {});
        assertEquals(first, study(20, 7, profile, base, 4).run(ACOUSTICS, (done, all) -> {}));
        assertNotEquals(first, study(20, 8, profile, base, 4).run(ACOUSTICS, (done, all) -> {}));
    }

    /** A recogniser that does not stream has no partials to act upon: that lever waits for the other. */
    @Test
    void aLeverWithoutWhatItNeedsHasNoEffect() {
        Ablation of = ablation(
                "{'stt': {'streaming': true, 'modelled': true, 'partials': {'act': true}}}",
                "{'stt': {'streaming': false, 'modelled': true}}",
                10);
        Ablation.Row partials = row(of, "L2");
        assertEquals(0, partials.p50().onAloneMs());
        assertEquals(0, partials.p95().onAloneMs());
        assertTrue(of.notes().stream().anyMatch(note -> note.startsWith("L2 ") && note.contains("needs L1")));
        assertEquals(3, of.runs(), "acting on partials without streaming is no run of its own");
    }

    /** From the quick profile to the slow one the same contradictions come up the other way round. */
    @Test
    void aProfileMayBeSlowerThanTheBase() {
        Ablation of = ablation("{'profile': 'naive'}", "{'profile': 'order-status'}", 4, "L1", "L2", "L15");
        assertEquals(
                Set.of("L1", "L2", "L15"),
                Set.copyOf(of.levers().stream().map(Ablation.Row::id).toList()));
        assertTrue(of.gainP50Ms() < 0, "callers wait longer");
    }

    /** One model from sound to sound refuses much of what stands around it. */
    @Test
    void speechToSpeechIsRefusedUntilWhatItNeedsIsThere() {
        Ablation of = ablation("{'profile': 'speech-to-speech'}", "{'profile': 'naive'}", 4);
        assertEquals(0, row(of, "L22").p50().onAloneMs());
        assertTrue(row(of, "L22").p50().offAloneMs() > 0);
    }

    @Test
    void overlapAndStreamingAreTwoLevers() {
        Ablation of = ablation("{}", "{'pipeline': {'overlap': false}}", 10);
        assertEquals(
                Set.of("L1", "L9", "L20"),
                Set.copyOf(of.levers().stream().map(Ablation.Row::id).toList()));
        assertEquals(0, row(of, "L9").p50().onAloneMs(), "without overlap nothing streams");
    }

    /** What a lever costs stands beside what it saves. */
    @Test
    void whatALeverCostsIsCounted() {
        Ablation of = ablation(
                "{'cache': {'enabled': true}, 'endpointing': {'silence_ms': 400}}",
                "{'endpointing': {'silence_ms': 800}}",
                10);
        AblationCost hits = row(of, "L14").costs().get("cache_hit");
        assertTrue(hits != null && hits.inProfile() > 0 && hits.inBase() > 0, of.toString());
        assertFalse(row(of, "L15").costs().containsKey("misroute"));
    }

    @Test
    void everyRunIsToldOfOnce() {
        AtomicInteger last = new AtomicInteger(-1);
        AblationStudy study = study(5, 1, "{'profile': 'conversation'}", "{'profile': 'naive'}", 4, "L1", "L3", "L15");
        study.run(ACOUSTICS, (done, all) -> {
            assertEquals(study.runs(), all);
            last.set(Math.max(last.get(), done));
        });
        assertEquals(8, study.runs());
        assertEquals(8, last.get());
    }

    @Test
    void tooFewLeversAreRefusedByName() {
        IllegalArgumentException none = assertThrows(IllegalArgumentException.class, () -> study(5, 1, "{}", "{}", 10));
        assertTrue(String.valueOf(none.getMessage()).contains("none; at least 2"), none.getMessage());
        IllegalArgumentException one = assertThrows(
                IllegalArgumentException.class, () -> study(5, 1, "{'audio': {'chunk_ms': 40}}", "{}", 10));
        assertTrue(String.valueOf(one.getMessage()).contains(": L3; at least 2"), one.getMessage());
        assertThrows(AgentConfigException.class, () -> study(5, 1, "{'profile': 'quick'}", "{}", 10));
    }
}
