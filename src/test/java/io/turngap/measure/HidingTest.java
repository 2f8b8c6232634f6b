package io.turngap.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are found however a server writes them again, and words that are none are left alone. */
class HidingTest {

    private static final String KEY = "Zq1/v+7LmWw2=9~k";
    private static final Hiding HIDING = Hiding.NOTHING.and(List.of(KEY));

    @Test
    void everySpelling() {
        assertEquals("my key is ***.", HIDING.hide("my key is " + KEY + "."));
        assertEquals("***", HIDING.hide(URLEncoder.encode(KEY, StandardCharsets.UTF_8)));
        assertEquals("*** x", HIDING.hide("Zq1\\/v+7LmWw2=9~k x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "us", "usr", "user:", "Bearer "})
    void base64WithSomethingAround(String before) {
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            byte[] all = (before + KEY + ":more").getBytes(StandardCharsets.UTF_8);
            String hidden = HIDING.hide(encoder.encodeToString(all));
            String left = hidden.replace("***", "");
            // Two characters at each end hold a part of the key's first and last byte only.
            assertEquals(true, left.length() <= (before.length() + 5) * 4 / 3 + 4, hidden);
            assertFalse(left.isEmpty() && !before.isEmpty(), hidden);
        }
    }

    @Test
    void whatIsLeftOfACutSecret() {
        assertEquals("the key ***", HIDING.hide("the key " + KEY.substring(0, 7)));
        assertEquals("the key ***… more", HIDING.hide("the key " + KEY.substring(0, 13) + "… more"));
        assertEquals("the key Zq1/v", HIDING.hide("the key Zq1/v"), "five characters tell nobody anything");
    }

    @Test
    void theSecondHalfOfAHeader() {
        Hiding header = Hiding.NOTHING.and(List.of("Bearer abcdefgh12"));
        assertEquals("no *** here", header.hide("no abcdefgh12 here"));
        assertEquals("Bearer with me", header.hide("Bearer with me"));
    }

    @Test
    void nothingIsHiddenWithoutSecrets() {
        assertEquals("all of it", Hiding.NOTHING.and(List.of(" ")).hide("all of it"));
        assertEquals("***", HIDING.toString());
    }
}
