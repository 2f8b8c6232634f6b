package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong before the first call: said with its place, exit code 2, and no folder is left behind. */
class RunUsageTest {

    private static final String GOOD = "scenario: x\nscript:\n  - say: where-is-my-order\n";

    @TempDir
    Path dir;

    private Cli.Result wrong(String scenario, String... options) throws IOException {
        Path file = Files.writeString(dir.resolve("a.yaml"), scenario);
        List<String> args = new ArrayList<>(
                List.of("run", file.toString(), "--out", dir.resolve("out").toString()));
        args.addAll(Arrays.asList(options));
        Cli.Result result =
                Cli.run(args.toArray(String[]::new)).exits(ExitCode.USAGE).hasNoStackTrace();
        assertFalse(Files.exists(dir.resolve("out")), "a folder was left behind");
        return result;
    }

    @Test
    void aWrongValueHasFileLineColumnValueAndAdvice() throws IOException {
        wrong(GOOD + "calls: 0\nconcurency: 2\n")
                .says(
                        dir.resolve("a.yaml") + ":4:8",
                        "calls is out of range",
                        "0",
                        "1",
                        dir.resolve("a.yaml") + ":5:1",
                        "did you mean concurrency?");
    }

    @Test
    void whatIsNotYamlIsSaidWithItsPlace() throws IOException {
        wrong("scenario: [x\n").says("a.yaml:");
    }

    @Test
    void anUnknownUtteranceIsSaidAtItsLine() throws IOException {
        wrong("scenario: x\nscript:\n  - say: where-is-my-oder\n")
                .says("a.yaml:3:10", "no such utterance", "\"where-is-my-oder\"", "did you mean where-is-my-order?");
    }

    @Test
    void aMissingWavIsSaidAtItsLine() throws IOException {
        wrong("scenario: x\nscript:\n  - say: mine.wav\n").says("a.yaml:3:10", "mine.wav");
    }

    @Test
    void aWavThatIsNotOneIsSaidAtItsLine() throws IOException {
        Files.writeString(dir.resolve("mine.wav"), "certainly not a RIFF file, whatever it is called");
        wrong("scenario: x\nscript:\n  - say: mine.wav\n").says("a.yaml:3:10", "mine.wav", "WAV");
    }

    @Test
    void aWrongSettingOfTheAgentIsSaidAtItsLine() throws IOException {
        wrong(GOOD + "agent:\n  endpointing:\n    silence_ms: 5\n")
                .says("a.yaml:6:", "silence_ms", "5", "from 60 to 10000");
        wrong(GOOD + "agent:\n  vad: {engin: silero}\n").says("a.yaml:5:", "engin", "did you mean engine?");
        wrong(GOOD, "--set", "agent.vad.engine=sillero").says("agent.vad.engine", "sillero", "silero");
    }

    @Test
    void aWrongGateIsSaidAtItsLineOrOption() throws IOException {
        wrong(GOOD + "gates:\n  - ttfa p95 < soon\n").says("a.yaml:5:", "ttfa p95 < soon");
        wrong(GOOD, "--gate", "ttfa p95 > 3 ms").says("ttfa p95 > 3 ms");
        wrong(GOOD, "--gate", "ttfa p100 < 3 ms").says("ttfa p100 < 3 ms");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "carrier-pigeon:wss://host/x",
                "bundeld",
                "ws://user:hush@127.0.0.1:1/v1/realtime",
                "ws://127.0.0.1:99999/",
                "openai:ws://a b"
            })
    void anAddressThatIsNone(String address) throws IOException {
        Cli.Result result = wrong(GOOD, "--agent", address).says("openai:ws://");
        assertFalse(result.err().contains("hush"), result.err());
    }

    @Test
    void anUnknownCodec() throws IOException {
        wrong(GOOD, "--codec", "mp3").says("--codec", "mp3", "pcm", "mulaw", "alaw", "opus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--calls=0", "--calls=many", "--concurrency=0", "--seed=x", "--set=calls", "--set=callz=3"})
    void anOptionThatIsWrong(String option) throws IOException {
        wrong(GOOD, option).says(option.replaceFirst("^--(set=)?", "").replaceFirst("=.*", ""));
    }

    @Test
    void optionsOnWhenCallsStartThatDoNotGoTogether() throws IOException {
        wrong(GOOD, "--rate", "2/s", "--concurrency", "3").says("--rate beside --concurrency", "remove one");
        wrong(GOOD, "--for", "5m").says("--for without --rate", "add --rate 2/s");
        wrong(GOOD, "--rate", "2/s").says("--rate 2/s: load.rate without an end", "add for: 5m");
        wrong(GOOD, "--arrivals", dir.resolve("none.csv").toString()).says("none.csv", "check the path");
        wrong(GOOD, "--rate", "20/s", "--for", "1d").says("more than 100000 calls", "--calls 100000");
    }

    @Test
    void aGateOnTheWaitForAConversationIsOneOnAMetricOfCalls() throws IOException {
        wrong(GOOD, "--gate", "connect p95 < 500 ms", "--codec", "mp3").says("mp3");
        wrong(GOOD, "--gate", "stage.connect p95 < 500 ms").says("is not a rule", "connect p95 < NUMBER ms");
    }

    @Test
    void aMissingScenario() {
        Cli.run("run", dir.resolve("none.yaml").toString())
                .exits(ExitCode.USAGE)
                .says("none.yaml")
                .hasNoStackTrace();
    }

    @Test
    void missingFixtures() throws IOException {
        wrong(GOOD, "--fixtures", dir.resolve("nowhere").toString()).says("nowhere", "manifest.json");
    }

    @Test
    void theLabelFoundInAUsersFileIsShownAndWrittenDown() throws IOException {
        Fixtures fixtures = Fixtures.open(Path.of("audio-fixtures"));
        Fixtures.Entry entry = fixtures.entries().getFirst();
        Files.copy(Path.of("audio-fixtures").resolve(entry.file()), dir.resolve("my.wav"));
        Path file = dir.resolve("a.yaml");
        Path out = dir.resolve("out");
        String scenario = "scenario: x\ncalls: 1\nlimits: {connect_ms: 1000}\nscript:\n  - say: ";
        Files.writeString(file, scenario + "my.wav\n");
        String[] run = {"run", file.toString(), "--agent", "ws://127.0.0.1:9/", "--out", out.toString()};
        Cli.Result result = Cli.run(run).exits(ExitCode.UNREACHABLE);
        String span = String.format(
                java.util.Locale.ROOT,
                "speech from %.3f s",
                fixtures.utterance("my.wav", dir, Optional.empty(), Optional.empty(), new Seeds(0).random())
                                .firstSpeech()
                        / 16_000.0);
        result.says("labelled my.wav: " + span, "label: {speech_start_ms");
        assertTrue(
                Cli.runJson(out).at("/environment/label my.wav").asText().startsWith(span),
                Cli.runJson(out).path("environment").toString());
        Files.writeString(file, scenario + "{utterance: my.wav, label: {speech_start_ms: 100, speech_end_ms: 400}}\n");
        run[run.length - 1] = dir.resolve("told").toString();
        Cli.Result told = Cli.run(run).exits(ExitCode.UNREACHABLE);
        assertFalse(told.err().contains("labelled"), told.err());
    }

    @Test
    void aFolderInUseIsNotOverwritten() throws IOException {
        Path file = Files.writeString(dir.resolve("a.yaml"), GOOD);
        Cli.run("run", file.toString(), "--out", dir.toString(), "--agent", "ws://127.0.0.1:9/")
                .exits(ExitCode.USAGE)
                .says("a.yaml", "never overwritten", "--out")
                .hasNoStackTrace();
    }

    @Test
    void whatIsSaidOfAWrongBaselineRepeatsNoSecretOfItsAddress() throws IOException {
        String address = "ws://127.0.0.1:1/?api_key=hush-77x";
        List<Cli.Result> results = List.of(
                wrong(GOOD, "--against", address, "--baseline", dir.toString()),
                wrong(GOOD, "--against", address, "--against-set", "agent.greeting.text=x"));
        for (Cli.Result result : results) {
            result.says("--against", "ws:…");
            assertFalse((result.out() + result.err()).contains("hush"), result.err());
        }
    }

    @Test
    void theModelOfABaselineThatIsNotThereIsRefused() throws IOException {
        wrong(GOOD, "--against-model", "m2").says("--against-model m2", "without --against");
    }
}
