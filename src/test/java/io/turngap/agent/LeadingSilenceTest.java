package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadingSilenceTest {

    private final List<short[]> passed = new ArrayList<>();
    private boolean wanted = true;
    private final LeadingSilence cut = new LeadingSilence(chunk -> {
        passed.add(chunk);
        return wanted;
    });

    private static short[] chunk(int samples, int level) {
        short[] chunk = new short[samples];
        Arrays.fill(chunk, (short) level);
        return chunk;
    }

    @Test
    void tenMillisecondsBeforeTheFirstLoudSampleAreKeptAcrossChunks() {
        assertTrue(cut.test(chunk(512, 20)));
        assertTrue(cut.test(chunk(100, 30)));
        short[] begins = chunk(512, 2_000);
        Arrays.fill(begins, 0, 40, (short) -40);
        assertTrue(cut.test(begins));
        assertEquals(1, passed.size());
        short[] first = passed.getFirst();
        assertEquals(160 + 472, first.length);
        assertEquals(20, first[19], "20 samples of the first chunk");
        assertEquals(30, first[20], "100 of the second");
        assertEquals(-40, first[159], "40 of the third");
        assertEquals(2_000, first[160]);
    }

    @Test
    void afterTheFirstSoundChunksPassAsTheyAre() {
        cut.test(chunk(512, 2_000));
        short[] pause = chunk(512, 0);
        cut.test(pause);
        assertEquals(512, passed.getFirst().length);
        assertEquals(pause, passed.get(1), "a pause inside speech stays");
    }

    @Test
    void silenceGivesNothingAndACancelIsPassedOn() {
        assertTrue(cut.test(chunk(512, 0)), "more is wanted before anything was passed on");
        assertEquals(List.of(), passed);
        wanted = false;
        assertFalse(cut.test(chunk(512, 2_000)));
    }
}
