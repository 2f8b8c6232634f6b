package io.turngap.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Published values: ITU-T G.711 tables 1 and 2 (decoder output of each segment's first and last code), scaled to 16 bits. */
class G711Test {

    @Test
    void muLawDecodesAsPublished() {
        int[][] published = {
            {0x00, -32124},
            {0x0f, -16764},
            {0x10, -15996},
            {0x1f, -8316},
            {0x20, -7932},
            {0x3f, -1980},
            {0x4f, -924},
            {0x5f, -396},
            {0x6f, -132},
            {0x7e, -8},
            {0x7f, 0},
            {0x80, 32124},
            {0x8f, 16764},
            {0x90, 15996},
            {0xa0, 7932},
            {0xef, 132},
            {0xfe, 8},
            {0xff, 0}
        };
        for (int[] pair : published) {
            assertEquals(pair[1], G711.fromMuLaw((byte) pair[0]), "code " + Integer.toHexString(pair[0]));
        }
    }

    @Test
    void aLawDecodesAsPublished() {
        int[][] published = {
            {0xd5, 8},
            {0x55, -8},
            {0xd4, 24},
            {0xda, 248},
            {0xc5, 264},
            {0xca, 504},
            {0xaa, 32256},
            {0x2a, -32256},
            {0xa5, 16896},
            {0x25, -16896}
        };
        for (int[] pair : published) {
            assertEquals(pair[1], G711.fromALaw((byte) pair[0]), "code " + Integer.toHexString(pair[0]));
        }
    }

    @Test
    void everyCodeComesBackAndSilenceIsSilent() {
        for (int code = 0; code < 256; code++) {
            // 0x7f is negative zero in µ-law: it is heard as zero, whose code is 0xff.
            int expected = code == 0x7f ? 0xff : code;
            assertEquals((byte) expected, G711.muLaw(G711.fromMuLaw((byte) code)));
            assertEquals((byte) code, G711.aLaw(G711.fromALaw((byte) code)));
        }
        assertEquals(0, G711.fromMuLaw(G711.MU_LAW_SILENCE));
        assertEquals(G711.MU_LAW_SILENCE, G711.muLaw((short) 0));
        assertEquals(G711.A_LAW_SILENCE, G711.aLaw((short) 0));
    }

    @Test
    void everySampleIsDecodedToItsNearestStepOrNextToIt() {
        for (int sample = Short.MIN_VALUE; sample <= Short.MAX_VALUE; sample++) {
            int mu = G711.fromMuLaw(G711.muLaw((short) sample));
            int a = G711.fromALaw(G711.aLaw((short) sample));
            // Half a step of the segment: 1/32 of the magnitude with bias, and 1/32 or the smallest step; clipping at
            // the top.
            assertTrue(Math.abs(mu - sample) <= (Math.abs(sample) + 132) / 32 + 4, "µ-law of " + sample + " is " + mu);
            assertTrue(
                    Math.abs(a - sample) <= Math.max(Math.abs(sample) / 32 + 1, 8) + 1,
                    "A-law of " + sample + " is " + a);
        }
    }
}
