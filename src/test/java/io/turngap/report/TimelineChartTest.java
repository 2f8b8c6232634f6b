package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the marks of the timeline are called. */
class TimelineChartTest {

    @Test
    void aProbesLegendSpeaksOfNoCallsAndOfNoCutOffs() {
        String probe = TimelineChart.legend(true, false).toString();
        assertTrue(probe.contains("rate limited") && probe.contains("failed"), probe);
        assertFalse(probe.contains("cut off") || probe.contains("call"), probe);
        String calls = TimelineChart.legend(false, false).toString();
        assertTrue(calls.contains("cut off") && calls.contains("call broke"), calls);
    }

    @Test
    void nothingBreaksOrIsRefusedInARecording() {
        String recordings = TimelineChart.legend(false, true).toString();
        assertTrue(recordings.contains("cut off") && recordings.contains("missed"), recordings);
        assertFalse(recordings.contains("broke") || recordings.contains("limited"), recordings);
    }
}
