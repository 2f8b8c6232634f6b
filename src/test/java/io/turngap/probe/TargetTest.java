package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a probe may go, and where its key may not. */
class TargetTest {

    private static Target of(String url) {
        return Target.of(url, "K", "Bearer", name -> Bed.KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/v1, true",
        "http://localhost/v1, true",
        "http://[::1]:9/x, true",
        "ws://127.8.9.1/v1/listen, true",
        "https://api.openai.com/v1, false",
        "https://127.0.0.1.example.com/v1, false",
        "wss://10.0.0.1/x, false"
    })
    void onlyLoopbackIsThisMachine(String url, boolean local) {
        assertEquals(local, of(url).isLocal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/v1", "ws://10.1.2.3/v1/listen"})
    void aKeyNeverTravelsUnencrypted(String url) {
        String said =
                String.valueOf(assertThrows(ProbeException.class, () -> of(url)).getMessage());
        assertTrue(said.contains("never sent unencrypted") && !said.contains(Bed.KEY), said);
        assertFalse(Target.of(url, "K", "Bearer", name -> null).isLocal(), "without a key it may");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "ftp://x/y", "http://", "https://user:secret@host/x"})
    void whatIsNoAddressIsRefused(String url) {
        String said =
                String.valueOf(assertThrows(ProbeException.class, () -> of(url)).getMessage());
        assertTrue(said.contains("--url") && !said.contains("secret"), said);
    }

    @Test
    void aQueryIsNeitherShownNorRepeated() {
        Target target = of("https://host/v1/x?api-key=0123456789abcdefXYZ&v=1");
        assertEquals("https://host/v1/x", target.shown());
        assertEquals("no *** and no ***", target.hidden("no 0123456789abcdefXYZ and no " + Bed.KEY));
        assertEquals("wss://host/v1/listen", of("wss://host/v1/listen?token=x").shown());
    }

    @Test
    void aKeyThatNoHeaderCanHoldIsRefused() {
        assertThrows(ProbeException.class, () -> Target.of("http://127.0.0.1/", "K", "Bearer", name -> "a\nb"));
    }
}
