package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema and the records say the same: every key that may be written changes a record, and every component of a record can be written. */
class SchemaAgreementTest {

    private static final String BASE = """
            scenario: x
            caller:
              noise: {bed: cafe, snr_db: 15}
              network: {one_way_delay_ms: 1, jitter_ms: 1, loss: {model: bernoulli, rate: 0.1}}
            script:
              - say: {utterance: a, label: {speech_start_ms: 1, speech_end_ms: 2}}
              - say: [a, {pause_ms: 5}, {utterance: b}]
              - interrupt: {say: {utterance: a}, after_ms: 1}
              - wait_for: agent_start
              - silence_ms: 5
              - say: {utterance: a, network: {loss: {model: gilbert_elliott, to_bad: 0.1, to_good: 0.1}}}
            tools:
              t: {delay: {p50_ms: 400}}
            """;

    /** For each key of the schema, an option that writes it. */
    private static final Map<String, String> WRITERS = parse("""
            /properties/scenario                                             scenario=y
            /properties/description                                          description=y
            /properties/use_case                                             use_case=high-stakes
            /properties/slo_ms                                               slo_ms=700
            /properties/calls                                                calls=11
            /properties/concurrency                                          concurrency=3
            /properties/ramp_ms                                              ramp_ms=3
            /properties/seed                                                 seed=3
            /properties/load                                                 load={rate: 2/s, for: 5m}
            /properties/load/properties/rate                                 load={rate: 3/s, for: 5m}
            /properties/load/properties/for                                  load={rate: 2/s, for: 6m}
            /properties/load/properties/ramp                                 load={rate: 2/s, for: 5m, ramp: 30s}
            /properties/load/properties/phases                               load.phases=[{constant: {rate: 1/s, for: 10s}}]
            /properties/load/properties/spacing                              load={rate: 2/s, for: 5m, spacing: even}
            /properties/load/properties/most_in_flight                       load.most_in_flight=7
            /$defs/phase/properties/constant                                 load.phases=[{constant: {rate: 2/s, for: 10s}}]
            /$defs/phase/properties/constant/properties/rate                 load.phases=[{constant: {rate: 3/s, for: 10s}}]
            /$defs/phase/properties/constant/properties/for                  load.phases=[{constant: {rate: 2/s, for: 20s}}]
            /$defs/phase/properties/ramp                                     load={spacing: even, phases: [{ramp: {from: 0/s, to: 2/s, for: 10s}}]}
            /$defs/phase/properties/ramp/properties/from                     load.phases=[{ramp: {from: 1/s, to: 2/s, for: 10s}}]
            /$defs/phase/properties/ramp/properties/to                       load.phases=[{ramp: {from: 1/s, to: 3/s, for: 10s}}]
            /$defs/phase/properties/ramp/properties/for                      load.phases=[{ramp: {from: 1/s, to: 3/s, for: 20s}}]
            /$defs/phase/properties/step                                     load={spacing: even, phases: [{step: {from: 0/s, to: 2/s, steps: 2, for: 10s}}]}
            /$defs/phase/properties/step/properties/from                     load.phases=[{step: {from: 1/s, to: 2/s, steps: 2, for: 10s}}]
            /$defs/phase/properties/step/properties/to                       load.phases=[{step: {from: 1/s, to: 3/s, steps: 2, for: 10s}}]
            /$defs/phase/properties/step/properties/steps                    load.phases=[{step: {from: 1/s, to: 3/s, steps: 3, for: 10s}}]
            /$defs/phase/properties/step/properties/for                      load.phases=[{step: {from: 1/s, to: 3/s, steps: 3, for: 20s}}]
            /$defs/phase/properties/spike                                    load={spacing: even, phases: [{spike: {rate: 1/s, peak: 2/s, after: 1s, hold: 1s, for: 10s}}]}
            /$defs/phase/properties/spike/properties/rate                    load.phases=[{spike: {rate: 0/s, peak: 2/s, after: 1s, hold: 1s, for: 10s}}]
            /$defs/phase/properties/spike/properties/peak                    load.phases=[{spike: {rate: 1/s, peak: 3/s, after: 1s, hold: 1s, for: 10s}}]
            /$defs/phase/properties/spike/properties/after                   load.phases=[{spike: {rate: 1/s, peak: 2/s, after: 2s, hold: 1s, for: 10s}}]
            /$defs/phase/properties/spike/properties/rise                    load.phases=[{spike: {rate: 1/s, peak: 2/s, after: 1s, rise: 1s, hold: 1s, for: 10s}}]
            /$defs/phase/properties/spike/properties/hold                    load.phases=[{spike: {rate: 1/s, peak: 2/s, after: 1s, hold: 2s, for: 10s}}]
            /$defs/phase/properties/spike/properties/for                     load.phases=[{spike: {rate: 1/s, peak: 2/s, after: 1s, hold: 1s, for: 20s}}]
            /$defs/phase/properties/soak                                     load={spacing: even, phases: [{soak: {rate: 1/s, for: 20s}}]}
            /$defs/phase/properties/soak/properties/rate                     load.phases=[{soak: {rate: 2/s, for: 20s}}]
            /$defs/phase/properties/soak/properties/ramp                     load.phases=[{soak: {rate: 2/s, ramp: 2s, for: 20s}}]
            /$defs/phase/properties/soak/properties/for                      load.phases=[{soak: {rate: 2/s, for: 40s}}]
            /$defs/phase/properties/diurnal                                  load={spacing: even, phases: [{diurnal: {least: 1/s, peak: 2/s, for: 1m}}]}
            /$defs/phase/properties/diurnal/properties/least                 load.phases=[{diurnal: {least: 0/s, peak: 2/s, for: 1m}}]
            /$defs/phase/properties/diurnal/properties/peak                  load.phases=[{diurnal: {least: 1/s, peak: 3/s, for: 1m}}]
            /$defs/phase/properties/diurnal/properties/peak_at               load.phases=[{diurnal: {least: 1/s, peak: 2/s, peak_at: 0s, for: 1m}}]
            /$defs/phase/properties/diurnal/properties/day                   load.phases=[{diurnal: {least: 1/s, peak: 2/s, day: 1m, for: 1m}}]
            /$defs/phase/properties/diurnal/properties/for                   load.phases=[{diurnal: {least: 1/s, peak: 2/s, for: 2m}}]
            /$defs/phase/properties/trace                                    load.phases=[{trace: {file: a.csv}}]
            /$defs/phase/properties/trace/properties/file                    load.phases=[{trace: {file: b.csv}}]
            /$defs/phase/properties/trace/properties/column                  load.phases=[{trace: {file: a.csv, column: start}}]
            /$defs/phase/properties/trace/properties/speed                   load.phases=[{trace: {file: a.csv, speed: 2}}]
            /$defs/phase/properties/trace/properties/repeat                  load.phases=[{trace: {file: a.csv, repeat: 2}}]
            /properties/limits                                               limits={reply_ms: 9000}
            /properties/limits/properties/connect_ms                         limits.connect_ms=4000
            /properties/limits/properties/greeting_ms                        limits.greeting_ms=4000
            /properties/limits/properties/reply_ms                           limits.reply_ms=4000
            /properties/limits/properties/call_ms                            limits.call_ms=40000
            /properties/limits/properties/settle_ms                          limits.settle_ms=400
            /properties/limits/properties/dead_air_ms                        limits.dead_air_ms=4000
            /properties/limits/properties/barge_in_ms                        limits.barge_in_ms=4000
            /properties/caller                                               caller={}
            /properties/caller/properties/noise                              caller.noise=none
            /properties/caller/properties/gain_db                            caller.gain_db=-3
            /properties/caller/properties/line                               caller.line=telephone
            /properties/caller/properties/network                            caller.network={jitter_ms: 5}
            /properties/script                                               script=[hang_up]
            /properties/link                                                 link={session: {voice: marin}}
            /properties/agent                                                agent={vad: {engine: energy}}
            /properties/tools                                                tools={u: {}}
            /$defs/tool/properties/description                               tools.t.description=Looks up
            /$defs/tool/properties/parameters                                tools.t.parameters={properties: {order: {type: string}}}
            /$defs/tool/properties/delay                                     tools.t.delay={p50_ms: 9}
            /$defs/tool/properties/delay/properties/distribution             tools.t.delay.distribution=constant
            /$defs/tool/properties/delay/properties/p50_ms                   tools.t.delay.p50_ms=500
            /$defs/tool/properties/delay/properties/median_ms                tools.t.delay={median_ms: 500}
            /$defs/tool/properties/delay/properties/p95_ms                   tools.t.delay.p95_ms=900
            /$defs/tool/properties/delay/properties/sigma                    tools.t.delay.sigma=1
            /$defs/tool/properties/delay_ms                                  tools.t={delay_ms: 7}
            /$defs/tool/properties/fail_rate                                 tools.t.fail_rate=0.5
            /$defs/tool/properties/hang_rate                                 tools.t.hang_rate=0.5
            /$defs/tool/properties/hang                                      tools.t.hang=true
            /$defs/tool/properties/error                                     tools.t.error=no
            /$defs/tool/properties/status                                    tools.t.status=503
            /$defs/tool/properties/garbage                                   tools.t.garbage=true
            /$defs/tool/properties/result                                    tools.t.result=yes
            /properties/gates                                                gates=[missed <= 1 %]
            /$defs/step/properties/wait_for                                  script.3.wait_for=agent_end
            /$defs/step/properties/say                                       script.0.say=b
            /$defs/step/properties/say/properties/utterance                  script.0.say.utterance=b
            /$defs/step/properties/say/properties/voice                      script.0.say.voice=slt
            /$defs/step/properties/say/properties/label                      script.0.say.label={speech_start_ms: 3, speech_end_ms: 4}
            /$defs/step/properties/say/properties/noise                      script.0.say.noise=none
            /$defs/step/properties/say/properties/gain_db                    script.0.say.gain_db=4
            /$defs/step/properties/say/properties/line                       script.0.say.line=telephone
            /$defs/step/properties/say/properties/network                    script.0.say.network={jitter_ms: 6}
            /$defs/step/properties/say/properties/overlap                    script.0.say.overlap=true
            /$defs/step/properties/interrupt                                 script.2={interrupt: {say: b, after_ms: 1}}
            /$defs/step/properties/backchannel                               script.2={backchannel: {say: [a, {pause_ms: 1}, b], after_ms: 7}}
            /$defs/step/properties/silence_ms                                script.4.silence_ms=6
            /$defs/step/properties/press                                     script.4={press: "12#"}
            /$defs/during/properties/say                                     script.2.interrupt.say=b
            /$defs/during/properties/say/properties/utterance                script.2.interrupt.say.utterance=b
            /$defs/during/properties/say/properties/voice                    script.2.interrupt.say.voice=slt
            /$defs/during/properties/say/properties/label                    script.2.interrupt.say.label={speech_start_ms: 3, speech_end_ms: 4}
            /$defs/during/properties/say/properties/noise                    script.2.interrupt.say.noise=none
            /$defs/during/properties/say/properties/gain_db                  script.2.interrupt.say.gain_db=4
            /$defs/during/properties/say/properties/line                     script.2.interrupt.say.line=telephone
            /$defs/during/properties/say/properties/network                  script.2.interrupt.say.network={one_way_delay_ms: 7}
            /$defs/during/properties/after_ms                                script.2.interrupt.after_ms=2
            /$defs/part/properties/pause_ms                                  script.1.say.1.pause_ms=6
            /$defs/part/properties/utterance                                 script.1.say.2.utterance=c
            /$defs/part/properties/voice                                     script.1.say.2.voice=slt
            /$defs/part/properties/label                                     script.1.say.2.label={speech_start_ms: 3, speech_end_ms: 4}
            /$defs/label/properties/speech_start_ms                          script.0.say.label.speech_start_ms=1.5
            /$defs/label/properties/speech_end_ms                            script.0.say.label.speech_end_ms=3.5
            /$defs/noise/properties/bed                                      caller.noise.bed=office
            /$defs/noise/properties/snr_db                                   caller.noise.snr_db=10
            /$defs/network/properties/one_way_delay_ms                       caller.network.one_way_delay_ms=30
            /$defs/network/properties/jitter_ms                              caller.network.jitter_ms=3
            /$defs/network/properties/loss                                   caller.network.loss=none
            /$defs/loss/properties/model                                     caller.network.loss={model: none}
            /$defs/loss/properties/rate                                      caller.network.loss.rate=0.2
            /$defs/loss/properties/to_bad                                    script.5.say.network.loss.to_bad=0.2
            /$defs/loss/properties/to_good                                   script.5.say.network.loss.to_good=0.2
            /$defs/loss/properties/loss_good                                 script.5.say.network.loss.loss_good=0.2
            /$defs/loss/properties/loss_bad                                  script.5.say.network.loss.loss_bad=0.2
            """);

    @Test
    void everyKeyOfTheSchemaIsWrittenHere() throws Exception {
        Set<String> keys = new TreeSet<>();
        keys(new ObjectMapper().readTree(ScenarioSchema.text()), "", keys);
        assertEquals(keys, new TreeSet<>(WRITERS.keySet()));
    }

    @Test
    void everyKeyChangesARecord() {
        Scenario base = Read.scenario(BASE);
        WRITERS.forEach((key, set) -> {
            Scenario changed = Read.scenario(BASE, set);
            assertNotEquals(withoutDigest(base), withoutDigest(changed), () -> key + " by " + set + " changes nothing");
        });
    }

    @Test
    void everyComponentOfEveryRecordCanBeWritten() throws Exception {
        Map<String, Set<Object>> seen = new HashMap<>();
        collect(Read.scenario(BASE), seen);
        collect(Read.scenario(BASE, "script.6=hang_up", "script.5.say.network.loss=none"), seen);
        collect(Read.scenario(BASE, "script.6={press: \"5\"}"), seen);
        for (String set : WRITERS.values()) {
            collect(Read.scenario(BASE, set), seen);
        }
        collect(
                ScenarioReader.parse(
                                java.nio.file.Path.of("b.yaml"),
                                BASE,
                                Overrides.set(java.util.List.of(
                                        "script.2={backchannel: {say: {utterance: a, gain_db: 3}, after_ms: 8}}")))
                        .scenario(),
                seen);
        Set<String> same = new TreeSet<>();
        seen.forEach((component, values) -> {
            if (values.size() < 2) {
                same.add(component);
            }
        });
        assertEquals(Set.of(), same, "components that no key changes");
        for (Class<?> kind : java.util.List.of(Step.class, Step.Part.class, Conditions.Loss.class, LoadPhase.class)) {
            for (Class<?> record : kind.getPermittedSubclasses()) {
                boolean reached = record.getRecordComponents().length == 0
                        ? seen.values().stream().flatMap(Set::stream).anyMatch(v -> holds(v, record))
                        : seen.keySet().stream().anyMatch(c -> c.startsWith(record.getSimpleName() + "."));
                assertTrue(reached, record + " cannot be written");
            }
        }
    }

    @Test
    void examplesAndDefaultsOfTheSchemaPassTheSchema() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(ScenarioSchema.text());
        schema.at("/$defs/step/examples")
                .forEach(step -> assertTrue(Read.scenario("scenario: x\nscript: [" + step + "]")
                                .script()
                                .size()
                        == 1));
        Read.scenario(BASE, "caller.noise=" + schema.at("/$defs/noise/examples/0"));
        Read.scenario(BASE, "caller.network=" + schema.at("/$defs/network/examples/0"));
        Read.scenario(BASE, "caller.network.loss=" + schema.at("/$defs/loss/examples/0"));
        Read.scenario(BASE, "caller=" + schema.at("/properties/caller/examples/0"));
        assertEquals(
                3,
                Read.scenario(BASE, "gates=" + schema.at("/$defs/gate/examples"))
                        .gates()
                        .size());
    }

    @Test
    void theRuleOfGatesKnowsEveryMetricAndNoOther() throws Exception {
        JsonNode defs = new ObjectMapper().readTree(ScenarioSchema.text()).path("$defs");
        Pattern rule = Pattern.compile(defs.at("/gate/pattern").asText());
        for (String metric : Wording.values(defs.at("/metric/enum"))) {
            assertTrue(rule.matcher(metric + " p95 < 800 ms").find(), metric);
            assertTrue(rule.matcher(metric + " p99 regresses < 5.5 %").find(), metric);
            assertTrue(rule.matcher(metric + " p50<=0.8s").find(), metric);
            assertFalse(rule.matcher(metric + " <= 1 %").find(), metric);
        }
        for (String rate : Wording.values(defs.at("/rate/enum"))) {
            assertTrue(rule.matcher(rate + " <= 1 %").find(), rate);
            assertFalse(rule.matcher(rate + " p95 < 1 ms").find(), rate);
        }
        assertTrue(rule.matcher("goodput >= 95 %").find());
        assertTrue(rule.matcher("goodput regresses < 2 %").find());
        assertFalse(rule.matcher("goodput <= 95 %").find(), "more of it is better");
        assertFalse(rule.matcher("goodput p95 < 1 ms").find());
        assertTrue(rule.matcher("stage.llm p99.9 <= 0.8 s").find());
        assertTrue(rule.matcher("missed regresses < 5 %").find());
        assertFalse(rule.matcher("ttfa max < 800 ms").find());
        assertFalse(rule.matcher("speed p95 < 800 ms").find());
        assertFalse(rule.matcher("ttfa p95 < 800 ms; rm").find());
        assertFalse(rule.matcher("stage.ttfa p95 < 800 ms").find());
    }

    private static Map<String, String> parse(String table) {
        Map<String, String> writers = new TreeMap<>();
        table.lines().map(String::strip).forEach(line -> {
            String[] cells = line.split("\\s+", 2);
            writers.put(cells[0], cells[1]);
        });
        return writers;
    }

    /** Pointers of all properties that the schema defines; conditions ({@code if}) define none. */
    private static void keys(JsonNode schema, String pointer, Set<String> keys) {
        schema.properties().forEach(entry -> {
            String below = pointer + "/" + entry.getKey();
            if (entry.getKey().equals("properties")) {
                entry.getValue().properties().forEach(property -> {
                    keys.add(below + "/" + property.getKey());
                    keys(property.getValue(), below + "/" + property.getKey(), keys);
                });
            } else if (entry.getKey().equals("$defs")) {
                entry.getValue().properties().forEach(def -> keys(def.getValue(), below + "/" + def.getKey(), keys));
            }
        });
    }

    private static Object withoutDigest(Scenario s) {
        return new Scenario(
                s.name(),
                s.description(),
                s.useCase(),
                s.file(),
                "",
                s.calls(),
                s.concurrency(),
                s.rampMs(),
                s.seed(),
                s.limits(),
                s.conditions(),
                s.script(),
                s.link(),
                s.agent(),
                s.gates(),
                s.tools(),
                s.load(),
                s.budgets(),
                s.sloMs());
    }

    private static boolean holds(Object value, Class<?> type) {
        return type.isInstance(value)
                || (value instanceof Collection<?> items && items.stream().anyMatch(item -> holds(item, type)));
    }

    /** Notes each component's values by {@code Record.component}, in all records below {@code value}. */
    private static void collect(Object value, Map<String, Set<Object>> seen) throws ReflectiveOperationException {
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                collect(item, seen);
            }
        } else if (value instanceof Map<?, ?> map) {
            collect(map.values(), seen);
        } else if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                collect(optional.get(), seen);
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = component.getAccessor().invoke(value);
                seen.computeIfAbsent(value.getClass().getSimpleName() + "." + component.getName(), k -> new HashSet<>())
                        .add(part);
                collect(part, seen);
            }
        }
    }
}
