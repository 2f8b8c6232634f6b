package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("calls", "concurrency", "reply_ms", "agent");

    @Test
    void findsWhatWasMeant() {
        assertEquals(Optional.of("calls"), Nearest.to("Call", NAMES));
        assertEquals(Optional.of("concurrency"), Nearest.to("concurency", NAMES));
        assertEquals(Optional.of("reply_ms"), Nearest.to("reply-ms", NAMES));
        assertEquals(Optional.of("reply_ms"), Nearest.to("reply", NAMES));
        assertEquals(Optional.of("agent"), Nearest.to("agnet", NAMES));
    }

    @Test
    void doesNotGuessWildly() {
        assertEquals(Optional.empty(), Nearest.to("voice", NAMES));
        assertEquals(Optional.empty(), Nearest.to("", NAMES));
        assertEquals(Optional.empty(), Nearest.to("x".repeat(5000), NAMES));
    }

    @Test
    void countsEdits() {
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(1, Nearest.distance("agnet", "agent"));
        assertEquals(5, Nearest.distance("", "agent"));
    }
}
