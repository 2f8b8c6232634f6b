package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadJournalTest {

    private static final String TURN =
            "{\"call\":0,\"turn\":1,\"outcome\":\"answered\",\"milestones_us\":{\"first_audible\":800000}}";

    @TempDir
    Path folder;

    private JournalReader.Content read(String text) throws IOException {
        return JournalReader.read(Files.writeString(folder.resolve("turns.jsonl"), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"call\":0,\"turn\":2,\"outcome\":\"answ",
                "{\"call\":0,\"turn\":2,\"outcome\":\"answered\",\"barge_in\":{\"false_barge_in\":fal",
                "{"
            })
    void halfAnObjectAtTheEndWasTornOff(String half) throws IOException {
        JournalReader.Content read = read(TURN + "\n" + half);
        assertTrue(read.tornLastLine());
        assertEquals(0, read.damagedLines());
        assertEquals(1, read.turns().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"log\":{\"version\":\"1.2\",\"entries\":[]}}",
                "12.5,answered",
                "]",
                "{\"call\":0,\"turn\":2,\"outcome\":{}}"
            })
    void aForeignLineAtTheEndWasNotTornOff(String foreign) throws IOException {
        JournalReader.Content read = read(TURN + "\n" + foreign);
        assertFalse(read.tornLastLine());
        assertEquals(1, read.damagedLines());
        assertEquals(2, read.damage().getFirst().line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"milestones_us\":{\"first_audible\":9000000000000000000}",
                "\"milestones_us\":{\"first_audible\":-9000000000000000000}",
                "\"dead_air_us\":86400000001",
                "\"waited_us\":-86400000001",
                "\"barge_in\":{\"kind\":\"interruption\",\"stop_us\":9000000000000000000}",
                "\"claims_ms\":{\"ttfa\":\"NaN\"}",
                "\"claims_ms\":{\"ttfa\":1e400}",
                "\"milestones_us\":{\"first_audible\":\"NaN\"}",
                "\"milestones_us\":{\"first_audible\":1e308}"
            })
    void aTimeThatIsNoneCostsItsLineAndIsNamed(String field) throws IOException {
        JournalReader.Content read =
                read(TURN + "\n{\"call\":0,\"turn\":2,\"outcome\":\"answered\"," + field + "}\n" + TURN + "\n");
        assertEquals(2, read.turns().size());
        String name = field.replaceAll("[^a-z_].*", "");
        String inner = field.replaceAll(".*\"([a-z_]+)\":[^{]*$", "$1");
        String reason = read.damage().getFirst().reason();
        assertTrue(reason.contains(inner) || reason.contains(name), reason);
        assertFalse(reason.contains("io.turngap"), reason);
        assertFalse(reason.contains("REDACTED"), reason);
    }

    @Test
    void aDayIsStillATime() throws IOException {
        assertEquals(
                1,
                read("{\"call\":0,\"turn\":1,\"outcome\":\"missed\",\"waited_us\":86400000000}")
                        .turns()
                        .size());
    }

    @Test
    void whatEditorsAddIsPassedOver() throws IOException {
        JournalReader.Content read = read("\uFEFF" + TURN + "\r\n" + TURN + "\r\n");
        assertEquals(2, read.turns().size());
        assertEquals(0, read.damagedLines());
    }

    @Test
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    void aLineOfAnyLengthCostsNoMoreMemoryThanIsKept() throws IOException {
        long[] left = {(1L << 26)};
        try (InputStream endless = new InputStream() {
            @Override
            public int read() {
                return left[0]-- > 0 ? 'x' : -1;
            }
        }) {
            Lines lines = new Lines(endless);
            assertTrue(lines.next());
            String said = String.valueOf(
                    assertThrows(MeasureException.class, lines::text).getMessage());
            assertTrue(said.contains("67108864") && said.contains("4194304"), said);
            assertFalse(lines.next());
        }
    }

    @Test
    void aListOfCallsIsReadAroundWhatItCannotHold() throws IOException {
        String call = "{\"call\":3,\"ending\":\"hung_up\"}";
        Path file = Files.writeString(
                folder.resolve("calls.jsonl"),
                "\uFEFF" + call + "\r\n" + "x".repeat(Lines.MOST_BYTES + 1) + "\n\n[1]\nnull\n" + call);
        assertEquals(2, CallLog.read(file).size());
    }

    @Test
    void aRunWithAFigureThatIsNoneIsRefusedByItsName() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.runJson(), "{\"schema_version\":1,\"metrics\":{\"ttfa\":{\"n\":3,\"p95_ms\":\"NaN\"}}}");
        String said =
                String.valueOf(assertThrows(MeasureException.class, run::read).getMessage());
        assertTrue(said.contains("metrics.ttfa.p95_ms") && said.contains("finite"), said);
    }

    @Test
    void aCompactFileIsReadInWhateverFormAnEditorLeftIt() throws IOException {
        Path file = folder.resolve("main.json");
        new BaselineFile(
                        "main",
                        List.of(new StoredRun(
                                StoredRuns.record("a", "2026-01-01T00:00:00Z"),
                                read(TURN).turns(),
                                List.of(),
                                List.of())))
                .write(file);
        String text = Files.readString(file);
        assertTrue(text.contains("\n"));
        for (byte[] form : List.of(
                text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
                ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_16))) {
            assertEquals(1, BaselineFile.read(Files.write(file, form)).runs().size());
        }
        Files.writeString(file, text + text);
        assertThrows(MeasureException.class, () -> BaselineFile.read(file));
    }
}
