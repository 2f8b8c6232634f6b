package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.agent.AgentServer;
import io.turngap.call.CallResult;
import io.turngap.call.FixtureAcoustics;
import io.turngap.link.Keys;
import io.turngap.link.Link;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.WireFormat;
import io.turngap.load.Ceiling;
import io.turngap.load.RunBook;
import io.turngap.load.RunSession;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RunFolder;
import io.turngap.measure.Turn;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** One call through every door of the bundled agent, each over the link that speaks what stands behind it, all at once over loopback. */
class EveryDoorTest {

    private static final String TOKEN = "token-of-a-telephone-provider";
    private static final LinkOptions UNSIGNED = LinkOptions.DEFAULTS;
    private static final LinkOptions SIGNED =
            LinkOptions.DEFAULTS.withKeys(Keys.of(Map.of("TWILIO_AUTH_TOKEN", TOKEN)));

    private static final Set<String> OWN = Set.of(
            Milestone.AGENT_SPEECH_END,
            Milestone.AGENT_TURN_END,
            Milestone.STT_FINAL,
            Milestone.LLM_REQUEST,
            Milestone.LLM_FIRST_TOKEN,
            Milestone.TTS_REQUEST,
            Milestone.TTS_FIRST_BYTE);
    private static final Set<String> DECLARED =
            Set.of(Milestone.AGENT_TURN_END, Milestone.STT_FINAL, Milestone.LLM_REQUEST, Milestone.LLM_FIRST_TOKEN);
    private static final Set<String> NONE = Set.of();

    /** The agent waits 200 ms for silence and some 20 ms for each engine; the rest is a busy machine's. */
    private static final long LEAST_TTFA_US = 150_000;

    private static final long MOST_TTFA_US = 3_000_000;

    @TempDir
    Path dir;

    private record Way(String address, LinkOptions options, Set<String> milestones, boolean tellsTool) {}

    private record Made(CallResult result, List<Turn> turns) {}

    private Map<String, Way> ways(AgentServer open, AgentServer asking) throws IOException {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("openai", new Way("openai:" + open.address(), UNSIGNED, OWN, true));
        ways.put(
                "openai, mu-law",
                new Way("openai:" + open.address(), UNSIGNED.withFormat(WireFormat.MULAW), OWN, true));
        ObjectNode beta = JsonNodeFactory.instance.objectNode().put("beta", true);
        ways.put("openai, beta", new Way("openai:" + open.address(), UNSIGNED.withSettings(beta), OWN, true));
        ways.put("pipecat", new Way("pipecat:" + open.pipecatAddress(), UNSIGNED, OWN, true));
        ways.put("pipecat, by /start", new Way("pipecat:" + open.startAddress(), UNSIGNED, OWN, true));
        ways.put("twilio, signed", new Way("twilio:" + asking.voiceAddress(), SIGNED, NONE, false));
        ways.put("twilio, signed, no hook", new Way("twilio:" + asking.twilioAddress(), SIGNED, NONE, false));
        ways.put("twilio, no hook", new Way("twilio:" + open.twilioAddress(), UNSIGNED, NONE, false));
        for (String provider : List.of("telnyx", "plivo", "vonage", "exotel")) {
            ways.put(provider, new Way(provider + ":" + open.voiceAddress() + "/" + provider, UNSIGNED, NONE, false));
        }
        String declared = Files.readString(Path.of("scenarios/links/turngap-agent.yaml"))
                .replace("ws://127.0.0.1:8765/v1/realtime", open.address());
        Path file = Files.writeString(dir.resolve("agent.yaml"), declared);
        ways.put("file", new Way("file:" + file, UNSIGNED, DECLARED, false));
        return ways;
    }

    @Test
    void aCallComesThroughEachWithWhatTheProtocolTells() throws Exception {
        Path scenario = Files.writeString(dir.resolve("interrupted.yaml"), """
                scenario: interrupted
                description: Somebody tells an order number and interrupts the answer.
                calls: 1
                limits: {settle_ms: 300}
                script:
                  - wait_for: agent_end
                  - say: my-order-number-is-four-two-seven-one
                  - interrupt: {say: wait-stop-please, after_ms: 300}
                """);
        CheckedScenario checked = ScenarioReader.read(scenario, Overrides.NONE);
        FixtureAcoustics acoustics = new FixtureAcoustics(
                Fixtures.open(Path.of("audio-fixtures")),
                ScenarioSounds.besides(checked.scenario()),
                Audibility.STANDARD);
        try (AgentServer open = TestAgents.bundled();
                AgentServer asking = TestAgents.bundledFor(TOKEN);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Way> ways = ways(open, asking);
            Map<String, Future<Made>> calls = new LinkedHashMap<>();
            ways.forEach((name, way) -> {
                Callable<Made> call = () -> call(
                        way,
                        checked,
                        acoustics,
                        dir.resolve(name.replace(" ", "").replace("/", "")));
                calls.put(name, callers.submit(call));
            });
            List<Executable> checks = new ArrayList<>();
            for (Map.Entry<String, Future<Made>> call : calls.entrySet()) {
                checks.add(() -> check(
                        call.getKey(),
                        Objects.requireNonNull(ways.get(call.getKey())),
                        call.getValue().get()));
            }
            assertAll(checks);
        }
    }

    private static Made call(Way way, CheckedScenario checked, FixtureAcoustics acoustics, Path out) {
        RunFolder folder = RunFolder.create(out);
        List<Turn> turns = new ArrayList<>();
        List<CallResult> results = new ArrayList<>();
        try (Link link = Links.open(way.address(), way.options())) {
            RunBook book = new RunBook(folder, checked, Instant.now(), "test", way.address(), Map.of());
            RunSession session = new RunSession(folder, checked.scenario(), Optional.empty(), Ceiling.NONE)
                    .watchedBy((result, ended) -> {
                        results.add(result);
                        turns.addAll(ended);
                    });
            RunSession.Facts facts = session.execute(link, acoustics, book::underway, now -> {});
            assertEquals(Map.of(), facts.unknownEvents(), way.address());
        }
        return new Made(results.getFirst(), turns);
    }

    private static void check(String name, Way way, Made made) {
        String all = name + ": " + made.result() + " " + made.turns();
        assertTrue(!made.result().failed(), all);
        assertEquals(3, made.turns().size(), all);
        for (Turn turn : made.turns()) {
            assertEquals(Outcome.ANSWERED, turn.outcome(), all);
        }
        Turn told = made.turns().get(1);
        long ttfa = told.at(Milestone.FIRST_AUDIBLE).orElseThrow();
        assertTrue(ttfa > LEAST_TTFA_US && ttfa < MOST_TTFA_US, "TTFA " + ttfa + " µs of " + all);
        for (String milestone : way.milestones()) {
            assertTrue(told.at(milestone).isPresent(), milestone + " is missing in " + all);
        }
        if (way.milestones().isEmpty()) {
            assertEquals(Map.of(), told.claimsMs(), all);
            assertTrue(told.at(Milestone.AGENT_TURN_END).isEmpty(), all);
        }
        if (way.tellsTool()) {
            long start = told.at(Milestone.TOOL_START).orElseThrow(() -> new AssertionError(all));
            long end = told.at(Milestone.TOOL_END).orElseThrow(() -> new AssertionError(all));
            assertTrue(start < end && end < ttfa, all);
        }
        Turn.BargeIn bargeIn = Objects.requireNonNull(made.turns().get(2).bargeIn(), all);
        assertTrue(bargeIn.stopUs() != null, "the agent never yielded: " + all);
    }
}
