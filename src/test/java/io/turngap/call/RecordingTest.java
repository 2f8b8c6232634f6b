package io.turngap.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static short[] loud(int count) {
        short[] samples = new short[count];
        Arrays.fill(samples, (short) 1_000);
        return samples;
    }

    @Test
    void whatWasDroppedIsSilenceAndNothingOfItIsHeardInTheNext() {
        Recording first = new Recording(1_000);
        first.spoken(0, loud(8_000), 0, 8_000);
        first.heard(0, loud(8_000), 0, 8_000);
        assertArrayEquals(loud(8_000), first.left(0, 8_000));
        first.drop();
        assertArrayEquals(new short[8_000], first.left(0, 8_000));
        assertArrayEquals(new short[8_000], first.right(0, 8_000));
        Recording next = new Recording(1_000);
        next.spoken(100, loud(320), 0, 320);
        next.heard(100, loud(320), 0, 320);
        short[] expected = new short[8_000];
        Arrays.fill(expected, 100, 420, (short) 1_000);
        assertArrayEquals(expected, next.left(0, 8_000));
        assertArrayEquals(expected, next.right(0, 8_000));
    }

    @Test
    void droppingTwiceGivesNoBlockToTwoRecordings() {
        Recording first = new Recording(1_000);
        first.spoken(0, loud(320), 0, 320);
        first.drop();
        first.drop();
        Recording a = new Recording(1_000);
        Recording b = new Recording(1_000);
        a.spoken(0, loud(320), 0, 320);
        b.spoken(400, loud(320), 0, 320);
        assertEquals(0, a.left(400, 401)[0]);
        assertEquals(0, b.left(0, 1)[0]);
    }

    @Test
    void blocksAreUsedAgainUpToTheBound() {
        SoundBlocks blocks = new SoundBlocks(4, 1);
        short[] a = blocks.take();
        short[] b = blocks.take();
        a[1] = 7;
        blocks.give(a);
        blocks.give(b);
        blocks.give(new short[3]);
        short[] again = blocks.take();
        assertSame(a, again);
        assertEquals(0, again[1]);
        assertNotSame(b, blocks.take());
    }
}
