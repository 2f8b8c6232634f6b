package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/** Whatever a typing hand does to a scenario, it is read or its mistakes are named with places inside the text; nothing else ever happens. */
class DamagedScenariosTest {
    private static final long SEED = 20261123;
    private static final int DAMAGED = 1500;
    private static final String[] SCRAPS = {
        "\t",
        ":",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "&a ",
        "*a",
        "!!",
        "|\n",
        "#",
        "\u0000",
        "\uD83D\uDE00",
        "%",
        "---\n",
        "1e999",
        "null",
        "say",
        ": ",
        "? ",
        "~",
        ",",
        "\r",
        "\u2028",
        "99999999999999999999",
        "-.inf",
        "<<: *a\n"
    };

    @Test
    void onlyNamedMistakesComeOfDamage() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : ScenarioFilesTest.files()) {
            texts.add(Files.readString(file));
        }
        UniformRandomProvider random = new Seeds(SEED).random();
        int refused = 0;
        for (int i = 0; i < DAMAGED; i++) {
            String text = damage(texts.get(random.nextInt(texts.size())), random);
            try {
                Scenario scenario = Read.scenario(text);
                assertFalse(scenario.script().isEmpty());
            } catch (ScenarioException e) {
                refused++;
                e.mistakes().forEach(mistake -> inside(mistake, text));
            } catch (RuntimeException | StackOverflowError e) {
                fail("seed " + SEED + ", text " + i + " was not refused in a named way:\n" + text, e);
            }
        }
        assertTrue(refused > DAMAGED / 4 && refused < DAMAGED, refused + " refused: the damage tells little");
    }

    private static void inside(Mistake mistake, String text) {
        Place place = mistake.place();
        assertEquals("a.yaml", place.source());
        long lines = text.lines().count()
                + text.chars().filter(c -> c == '\u2028' || c == '\u0085').count()
                + 1;
        assertTrue(place.line() >= 0 && place.line() <= lines, () -> mistake + "\nlies outside\n" + text);
        assertTrue(mistake.toString().lines().count() == 1, mistake::toString);
    }

    private static String damage(String text, UniformRandomProvider random) {
        StringBuilder out = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = text.indexOf("\nscenario:") + random.nextInt(out.length() - text.indexOf("\nscenario:") - 40);
            switch (random.nextInt(4)) {
                case 0 -> out.insert(at, SCRAPS[random.nextInt(SCRAPS.length)]);
                case 1 -> out.delete(at, at + 1 + random.nextInt(8));
                case 2 -> out.setCharAt(at, (char) (32 + random.nextInt(95)));
                default -> {
                    List<String> lines = new ArrayList<>(out.toString().lines().toList());
                    Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
                    out = new StringBuilder(String.join("\n", lines)).append("\n");
                }
            }
        }
        return out.toString();
    }
}
