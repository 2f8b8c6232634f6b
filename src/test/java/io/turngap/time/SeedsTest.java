package io.turngap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class SeedsTest {

    /** The library's own way is by reflection; what is drawn must stay what it always was, or every recorded seed would mean other calls. */
    @Test
    void aGeneratorIsTheLibrarysForTheSameSeed() {
        for (long seed = -500; seed < 500; seed++) {
            Seeds seeds = new Seeds(seed * 0x1234567deadL);
            UniformRandomProvider expected = RandomSource.L64_X128_MIX.create(seeds.seed());
            UniformRandomProvider made = seeds.random();
            for (int i = 0; i < 4; i++) {
                assertEquals(expected.nextLong(), made.nextLong(), "seed " + seeds.seed() + ", number " + i);
            }
        }
    }
}
