package io.turngap.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.agent.AgentConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeversTest {

    private static final Pattern ROW = Pattern.compile("^\\| (L\\d+) \\| ([^|]+) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("`([a-z_0-9.]+)`");

    @Test
    void allTwentyFiveAreThereInTheirOrder() {
        assertEquals(
                IntStream.rangeClosed(1, 25).mapToObj(i -> "L" + i).toList(),
                Levers.ALL.stream().map(Lever::id).toList());
    }

    @Test
    void everyKeyStandsInTheSchemaAndBelongsToOneLever() throws IOException {
        JsonNode schema;
        try (InputStream in = Objects.requireNonNull(AgentConfig.class.getResourceAsStream("agent.schema.json"))) {
            schema = new ObjectMapper().readTree(in);
        }
        Set<String> seen = new HashSet<>();
        for (Lever lever : Levers.ALL) {
            assertFalse(lever.keys().isEmpty(), lever.id());
            for (String key : lever.keys()) {
                JsonNode at = schema.at("/properties/" + key.replace(".", "/properties/"));
                assertFalse(at.isMissingNode(), lever.id() + ": " + key);
                assertTrue(seen.add(key), key + " belongs to two levers");
            }
        }
    }

    @Test
    void everyFileIsThereAndEveryNeedIsALever() {
        for (Lever lever : Levers.ALL) {
            assertTrue(Files.isRegularFile(Path.of(lever.file())), lever.file());
            lever.needs().forEach(id -> assertTrue(Levers.of(id).isPresent(), id));
            assertFalse(lever.cost().isEmpty(), lever.id());
        }
        assertTrue(Levers.of("l15").isPresent());
        assertTrue(Levers.of("L26").isEmpty());
    }

    /** The table of docs/levers.md is the catalogue. */
    @Test
    void theReadmeNamesTheSameLeversAndKeys() throws IOException {
        List<String> expected = Levers.ALL.stream()
                .map(lever -> lever.id() + " " + lever.title() + " " + lever.keys())
                .toList();
        List<String> written = new ArrayList<>();
        for (Matcher row = ROW.matcher(Files.readString(Path.of("docs/levers.md"))); row.find(); ) {
            List<String> keys =
                    KEY.matcher(row.group(3)).results().map(key -> key.group(1)).toList();
            written.add(row.group(1) + " " + row.group(2) + " " + keys);
        }
        assertEquals(expected, written);
    }
}
