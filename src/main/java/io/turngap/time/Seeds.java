package io.turngap.time;

import java.nio.charset.StandardCharsets;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Named random streams split from one seed: the same seed and the same path of names give the same numbers, and asking one stream for
 * more numbers never changes another. So a call's noise stays the same when its jitter model changes.
 *
 * <p>A name is folded into the seed with FNV-1a and the finaliser of SplitMix64 (Steele, Lea and Flood 2014); the stream itself is
 * {@link RandomSource#L64_X128_MIX}.
 *
 * @param seed the seed of this branch
 */
public record Seeds(long seed) {

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
        return new Seeds(mix(seed + 0x9e3779b97f4a7c15L * (index + 1)));
    }

    /** A new generator for this branch; two generators of the same branch yield the same numbers. */
    public UniformRandomProvider random() {
        return RandomSource.L64_X128_MIX.create(seed);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
