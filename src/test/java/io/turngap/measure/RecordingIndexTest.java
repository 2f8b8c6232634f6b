package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.measure.RecordingIndex.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingIndexTest {

    @TempDir
    Path run;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path sounds = run.resolve("recordings");
        List<Recording> recordings = List.of(
                new Recording(3, 2, sounds.resolve(RecordingIndex.fileName(3, 2)), 2_500_000),
                new Recording(12_345, 0, sounds.resolve(RecordingIndex.fileName(12_345, 0)), 0));
        RecordingIndex.write(run, recordings);
        assertEquals(recordings, RecordingIndex.read(run));
        assertEquals(
                "call-0003-turn-02.wav",
                recordings.getFirst().wav().getFileName().toString());
        assertEquals(List.of(), RecordingIndex.read(run.resolve("another")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/secret.wav", "/etc/secret.wav", "a/b.wav", "..wav", "passwd", ".wav", "C:\\x.wav"})
    void refusesNamesThatLeaveTheFolder(String name) throws IOException {
        write("[{\"call\":0,\"turn\":1,\"wav\":\"" + name.replace("\\", "\\\\") + "\",\"zero_us\":0}]");
        IOException e = assertThrows(IOException.class, () -> RecordingIndex.read(run));
        assertTrue(
                String.valueOf(e.getMessage()).contains("expected a plain name such as call-0003-turn-02.wav"),
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[1]", "[{\"call\":\"x\"}]", "[null]", "null", "[{\"call\":1}]"})
    void saysWhenItIsNoIndex(String text) throws IOException {
        write(text);
        IOException e = assertThrows(IOException.class, () -> RecordingIndex.read(run));
        assertTrue(String.valueOf(e.getMessage()).startsWith("recordings/index.json "), e.getMessage());
    }

    private void write(String text) throws IOException {
        Files.createDirectories(run.resolve("recordings"));
        Files.writeString(run.resolve("recordings/index.json"), text);
    }
}
