package io.turngap.agent;

import io.turngap.time.Seeds;

/**
 * Random numbers by their index rather than one after another: what befalls packet {@code n} can be asked for without asking for those
 * before it, and asking twice gives the same.
 *
 * @param seeds origin
 */
record Chance(Seeds seeds) {

    /** Purposes that a packet may have; the index of a number is made from both. */
    private static final int PURPOSES = 64;

    /** Uniform from 0 to below 1. */
    double unit(long packet, int purpose) {
        return (seeds.at(packet * PURPOSES + purpose).seed() >>> 11) * 0x1.0p-53;
    }

    /** Exponential, {@code -mean ln(1 - u)}; 0 with a mean of 0. */
    long exponentialNanos(long packet, int purpose, double meanNanos) {
        return meanNanos == 0 ? 0 : Math.round(-meanNanos * Math.log1p(-unit(packet, purpose)));
    }
}
