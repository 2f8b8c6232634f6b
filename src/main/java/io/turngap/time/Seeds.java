package io.turngap.time;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.L64X128Mix;

/**
 * Named random streams split from one seed: the same seed and the same path of names give the same numbers, and asking one stream for
 * more numbers never changes another. So a call's noise stays the same when its jitter model changes.
 *
 * <p>A name is folded into the seed with FNV-1a and the finaliser of SplitMix64 (Steele, Lea and Flood 2014); the stream itself is
 * {@link L64X128Mix}.
 *
 * @param seed the seed of this branch
 */
public record Seeds(long seed) {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    /** Words of the generator's state. */
    private static final int STATE = 4;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The branch under {@code name}. */
    public Seeds at(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return new Seeds(mix(seed ^ mix(hash)));
    }

    /** The branch under a number, such as a call's index. */
    public Seeds at(long index) {
        return new Seeds(mix(seed + GOLDEN * (index + 1)));
    }

    /**
     * A new generator for this branch; two generators of the same branch yield the same numbers. It is the generator that {@code
     * RandomSource.L64_X128_MIX.create(seed)} makes, made without reflection: a simulated call takes dozens.
     */
    public UniformRandomProvider random() {
        long[] state = new long[STATE];
        long z = seed;
        for (int i = 0; i < STATE; i++) {
            z += GOLDEN;
            state[i] = mix(z);
        }
        return new L64X128Mix(state);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
