package io.turngap.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * When each sample would be heard by a player that starts with the first byte and has no buffer beyond what has come: a sample is played
 * when all before it were, or when it came, whichever is later. Where it came later, the player ran dry. Nanoseconds; not thread-safe.
 */
final class PlayoutClock {

    /** A gap shorter than this is not counted: nobody hears it, and a clock that is read after the fact makes such. */
    static final long LEAST_GAP_NANOS = 1_000_000;

    private static final int MOST_STRETCHES = 100_000;

    /** Sound without a break: from this place in the sound, heard from this instant. */
    private record Stretch(long soundNanos, long heardNanos) {}

    private final List<Stretch> stretches = new ArrayList<>();
    private long soundNanos;
    private long endNanos;
    private long dryNanos;
    private int gaps;

    /** So much more sound came at this instant; the first time playing begins. */
    void came(long arrivalNanos, long lengthNanos) {
        if (stretches.isEmpty()) {
            stretches.add(new Stretch(0, arrivalNanos));
            endNanos = arrivalNanos;
        } else if (arrivalNanos > endNanos && lengthNanos > 0) {
            long gap = arrivalNanos - endNanos;
            if (gap >= LEAST_GAP_NANOS) {
                dryNanos += gap;
                gaps++;
            }
            if (stretches.size() < MOST_STRETCHES) {
                stretches.add(new Stretch(soundNanos, arrivalNanos));
            }
            endNanos = arrivalNanos;
        }
        soundNanos += lengthNanos;
        endNanos += lengthNanos;
    }

    /** When the sample at this place in the sound is heard. */
    long heardAt(long placeNanos) {
        Stretch last = stretches.getFirst();
        for (Stretch stretch : stretches) {
            if (stretch.soundNanos() > placeNanos) {
                break;
            }
            last = stretch;
        }
        return last.heardNanos() + placeNanos - last.soundNanos();
    }

    /** All sound that came. */
    long lengthNanos() {
        return soundNanos;
    }

    /** All the time without anything to play, between the first sound and the last. */
    long dryNanos() {
        return dryNanos;
    }

    /** How often there was nothing to play. */
    int gaps() {
        return gaps;
    }
}
