package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What loss and jitter do to frames by UDP and by TCP, over 200,000 frames of 20 ms. */
class TransportTest {

    private static final int FRAMES = 200_000;
    private static final long WAY = 35_000_000;

    private static Transport path(String transport, double lossRate, double jitterMs, double bufferMs, long seed) {
        var network = new AgentConfig.Network(
                "same", "same", "same", "same", "same", transport, lossRate, jitterMs, bufferMs);
        return Transport.of(network, WAY, 1, new Seeds(seed));
    }

    /** Sent to delivered of every frame, ms, sorted. */
    private static double[] delaysMs(Transport path) {
        double[] delays = new double[FRAMES];
        long last = Long.MIN_VALUE;
        for (int frame = 0; frame < FRAMES; frame++) {
            long sent = frame * Transport.FRAME_NANOS;
            long delivered = path.deliveredNanos(frame, sent);
            assertTrue(delivered >= last, "in order");
            last = delivered;
            delays[frame] = (delivered - sent) / 1e6;
        }
        Arrays.sort(delays);
        return delays;
    }

    private static double quantile(double[] sorted, double q) {
        return sorted[(int) (q * (sorted.length - 1))];
    }

    private static double concealedShare(Transport path) {
        int concealed = 0;
        for (int frame = 0; frame < FRAMES; frame++) {
            concealed += path.concealed(frame) ? 1 : 0;
        }
        return (double) concealed / FRAMES;
    }

    @Test
    void udpKeepsTheDelayFlatUnderLossAtTheCostOfConcealedFrames() {
        Transport path = path("udp", 0.03, 0, 60, 1);
        double[] delays = delaysMs(path);
        assertEquals(95, delays[0], 1e-9, "35 ms of way and 60 of buffer");
        assertEquals(95, delays[FRAMES - 1], 1e-9, "the last as the first");
        assertEquals(0.03, concealedShare(path), 0.002);
    }

    @Test
    void aShorterBufferIsFasterAndConcealsMore() {
        double before = 1;
        for (double bufferMs : new double[] {20, 40, 60, 100}) {
            Transport path = path("udp", 0, 20, bufferMs, 1);
            assertEquals(35 + bufferMs, delaysMs(path)[FRAMES / 2], 1e-9);
            double share = concealedShare(path);
            assertEquals(Math.exp(-bufferMs / 20), share, 0.005, "late: exp(-buffer / jitter)");
            assertTrue(share < before);
            before = share;
        }
    }

    @Test
    void tcpLosesNothingAndHasATail() {
        Transport path = path("tcp", 0.03, 0, 60, 1);
        double[] delays = delaysMs(path);
        assertEquals(35, quantile(delays, 0.5), 1e-9, "most frames wait for nothing, not even a buffer");
        double p95 = quantile(delays, 0.95);
        double p99 = quantile(delays, 0.99);
        assertTrue(p95 > 100 && p95 < 180, "frames behind a lost one wait for it: " + p95);
        assertTrue(p99 >= 35 + 60 + 70 && p99 < 300, "60 ms, a round trip, and a way: " + p99);
        assertTrue(delays[FRAMES - 1] > 365, "a packet lost twice waits for the timer: " + delays[FRAMES - 1]);
        assertEquals(0, concealedShare(path));
    }

    @Test
    void aLostPacketComesAfterThreeFollowersAndARoundTrip() {
        Transport path = path("tcp", 0.001, 0, 60, 3);
        int lost = 0;
        while (!path.sentAgain(lost)) {
            lost++;
        }
        long sent = 1_000_000_000;
        long delivered = 0;
        for (int frame = 0; frame <= lost; frame++) {
            delivered = path.deliveredNanos(frame, sent + (frame - lost) * Transport.FRAME_NANOS);
        }
        assertEquals((60 + 70 + 35) * 1_000_000L, delivered - sent);
        for (int follower = 1; follower <= 6; follower++) {
            long at = path.deliveredNanos(lost + follower, sent + follower * Transport.FRAME_NANOS);
            assertEquals(delivered, at, "held up by it: follower " + follower);
        }
        long seventh = sent + 7 * Transport.FRAME_NANOS;
        assertEquals(seventh + WAY, path.deliveredNanos(lost + 7, seventh), "the queue is empty again");
    }

    @Test
    void aCallerWithoutSoundMayLeaveFramesOut() {
        Transport whole = path("tcp", 0.05, 10, 60, 9);
        Transport sparse = path("tcp", 0.05, 10, 60, 9);
        for (int frame = 0; frame < 20_000; frame++) {
            long delivered = whole.deliveredNanos(frame, frame * Transport.FRAME_NANOS);
            if (frame % 37 == 0) {
                assertEquals(delivered, sparse.deliveredNanos(frame, frame * Transport.FRAME_NANOS), "frame " + frame);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherAnother() {
        assertEquals(
                Arrays.toString(Arrays.copyOf(delaysMs(path("tcp", 0.03, 5, 60, 4)), 500)),
                Arrays.toString(Arrays.copyOf(delaysMs(path("tcp", 0.03, 5, 60, 4)), 500)));
        assertNotEquals(delaysMs(path("tcp", 0.03, 5, 60, 4))[1_000], delaysMs(path("tcp", 0.03, 5, 60, 5))[1_000]);
    }
}
