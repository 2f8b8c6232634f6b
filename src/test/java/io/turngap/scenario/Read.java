package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;

/** Reads scenarios out of text for tests. */
final class Read {
    /** A file name that need not exist. */
    static final Path FILE = Path.of("a.yaml");

    private Read() {}

    static Scenario scenario(String text, String... set) {
        return checked(text, set).scenario();
    }

    static CheckedScenario checked(String text, String... set) {
        return ScenarioReader.parse(FILE, text, Overrides.set(List.of(set)));
    }

    /** The mistakes of a text that must be wrong. */
    static List<Mistake> mistakes(String text, String... set) {
        ScenarioException e = assertThrows(ScenarioException.class, () -> checked(text, set));
        return e.mistakes();
    }

    /** The only mistake of a text, which must stand at {@code place}. */
    static Mistake mistake(String place, String text, String... set) {
        List<Mistake> mistakes = mistakes(text, set);
        assertEquals(1, mistakes.size(), mistakes::toString);
        assertEquals(place, mistakes.getFirst().place().toString(), mistakes::toString);
        return mistakes.getFirst();
    }
}
