package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioSoundsTest {
    private static final Path FOLDER = Path.of("audio-fixtures");
    private static final Fixtures FIXTURES = Fixtures.open(FOLDER);

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.turngap.scenario.ScenarioFilesTest#files")
    void theTutorialNamesOnlySoundsThatAreThere(Path file) {
        assertDoesNotThrow(() -> ScenarioSounds.check(ScenarioReader.read(file, Overrides.NONE), FIXTURES));
    }

    @Test
    void soDoesTheFirstScenarioOfInit() {
        Path file = ScenarioTemplates.write(folder, ScenarioTemplates.Ci.GITHUB, false)
                .getFirst();
        assertDoesNotThrow(() -> ScenarioSounds.check(ScenarioReader.read(file, Overrides.NONE), FIXTURES));
    }

    @Test
    void theSchemaKnowsTheBedsThatAreThere() throws IOException {
        assertEquals(
                FIXTURES.beds().stream().map(Fixtures.Bed::id).toList(),
                Wording.values(
                        new ObjectMapper().readTree(ScenarioSchema.text()).at("/$defs/noise/properties/bed/enum")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- say: where-is-my-oder                      | 3:10 | no such utterance | where-is-my-order?",
                "- say: [thats-all, {pause_ms: 5}, nonsense]  | 3:37 | no such utterance | add .wav",
                "- say: {utterance: thats-all, voice: nobody} | 3:22 | thats-all is not spoken by that voice | leave the voice",
                "- interrupt: {say: {utterance: [thats-all, {utterance: xyzxyz}]}, after_ms: 1} | 3:58 | no such utterance | .wav",
                "- say: missing.wav                           | 3:10 | a sound that cannot be used | missing.wav",
                "- backchannel: {say: text.wav, after_ms: 1}  | 3:24 | a sound that cannot be used | text.wav",
                "- say: {utterance: ok.wav, label: {speech_start_ms: 1, speech_end_ms: 99999}} | 3:22 | a sound that cannot be used | label",
            })
    void aSoundThatIsNotThereIsNamedWithItsPlace(String step, String place, String what, String todo)
            throws IOException {
        Files.writeString(folder.resolve("text.wav"), "not sound");
        copyOk();
        CheckedScenario checked = scenario(step);
        ScenarioException e = assertThrows(ScenarioException.class, () -> ScenarioSounds.check(checked, FIXTURES));
        Mistake mistake = e.mistakes().getFirst();
        assertEquals(1, e.mistakes().size(), e.getMessage());
        assertEquals(folder.resolve("s.yaml") + ":" + place, mistake.place().toString());
        assertEquals(what, mistake.what());
        assertTrue(mistake.todo().contains(todo), mistake.todo());
    }

    @Test
    void aFileBesideTheScenarioIsFoundWithAndWithoutALabel() throws IOException {
        copyOk();
        assertDoesNotThrow(() -> ScenarioSounds.check(scenario("- say: ok.wav"), FIXTURES));
        assertDoesNotThrow(() -> ScenarioSounds.check(
                scenario("- say: {utterance: ./ok.wav, label: {speech_start_ms: 100, speech_end_ms: 400.5}}"),
                FIXTURES));
    }

    @Test
    void theDigestIsOfTheSoundsAndNothingElse() throws IOException {
        copyOk();
        String said = digest("- say: {utterance: thats-all, voice: slt}");
        assertEquals(
                said, digest("- say: {utterance: thats-all, voice: slt, gain_db: -3}"), "how loud is the scenario's");
        assertEquals(said, digest("- say: [thats-all.slt, {pause_ms: 500}, thats-all.slt]"));
        assertNotEquals(said, digest("- say: thats-all"), "any voice may be picked");
        assertNotEquals(said, digest("- say: {utterance: thats-all, voice: slt, noise: {bed: cafe, snr_db: 10}}"));
        String own = digest("- say: ok.wav");
        Files.copy(
                FOLDER.resolve(FIXTURES.entries().get(1).file()),
                folder.resolve("ok.wav"),
                StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(own, digest("- say: ok.wav"), "the same name, another sound");
        assertEquals(64, own.length());
    }

    private String digest(String step) {
        return ScenarioSounds.digest(scenario(step), Fixtures.open(FOLDER));
    }

    @Test
    void labelsBecomeSamples() {
        assertArrayEquals(new int[] {1600, 6408}, ScenarioSounds.samples(new Step.Label(100, 400.5)));
    }

    private CheckedScenario scenario(String step) {
        return ScenarioReader.parse(
                folder.resolve("s.yaml"), "scenario: x\nscript:\n  " + step + "\n", Overrides.set(List.of()));
    }

    private void copyOk() throws IOException {
        Files.copy(
                FOLDER.resolve(FIXTURES.entries().getFirst().file()),
                folder.resolve("ok.wav"),
                StandardCopyOption.REPLACE_EXISTING);
    }
}
