package io.turngap.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class DigestTest {
    private static final String TEXT = "scenario: x\ncalls: 10\nscript:\n  - say: a\n";

    @Test
    void sameMeaningSameDigest() {
        String digest = digest(TEXT);
        assertEquals(
                digest, digest("# a comment\nscript: [{'say': \"a\"}]\nscenario: 'x'\n"), "order, quotes, defaults");
        assertEquals(
                digest, digest(TEXT + "caller: {gain_db: 0.0, network: {jitter_ms: 0}}\nlimits: {reply_ms: 10000}\n"));
        assertEquals(digest, digest(TEXT.replace("10", "3"), "calls=10"), "options are part of it");
    }

    @Test
    void otherMeaningOtherDigest() {
        assertNotEquals(digest(TEXT), digest(TEXT, "seed=2"));
        assertNotEquals(digest(TEXT), digest(TEXT, "agent.vad.threshold=0.5"));
        assertNotEquals(digest(TEXT), digest(TEXT, "script.1={say: a}"));
    }

    /** From: printf '%s' JSON | sha256sum, with the compact JSON of the effective scenario. A change here breaks comparison with old runs. */
    @Test
    void theDigestStaysTheSameFromVersionToVersion() {
        assertEquals("9ea6deb25cb503d9a176600bc715184735edfabd4c6c978794a787c4e5bc929f", digest(TEXT));
    }

    @Test
    void theEffectiveScenarioReadsAsTheSameScenario() {
        CheckedScenario checked = Read.checked(TEXT, "caller.noise={bed: cafe, snr_db: 10}", "script.1=hang_up");
        CheckedScenario again = Read.checked(checked.effective().toString());
        assertEquals(checked.scenario(), again.scenario());
    }

    private static String digest(String text, String... set) {
        return Read.scenario(text, set).digest();
    }
}
