package io.turngap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.Locale;

/** The table that the load bench prints: a line a client and number of calls. */
final class LoadTable {

    private static final String HEAD = "%-10s %-7s %5s | %8s %8s %8s | %8s %8s %7s | %8s %9s %8s | %6s %6s";
    private static final String ROW = "%-10s %-7s %5d | %8s %8s %8s | %8s %8s %6.1f%% | %8.2f %9s %8.0f | %6.2f %6s";

    private LoadTable() {}

    static void head(PrintStream out) {
        out.println(
                "calls: full duplex, 20 ms frames over WebSocket. sent: the client's own lateness, ms. arrived: as the sink sees it, ms,"
                        + " and the share of frames. cpu: ms a call-second. heap: kB a call after a collection. rss: MB of the process.");
        out.printf(
                Locale.ROOT,
                HEAD + "%n",
                "client",
                "codec",
                "calls",
                "sent p50",
                "p99",
                "p99.9",
                "arr. p99",
                "gap p99",
                "arrived",
                "cpu",
                "heap",
                "rss",
                "sink",
                "turns");
    }

    /**
     * One row.
     *
     * @param heapKbACall heap after a collection beyond that before the first call, NaN where it is not told
     * @param lateP99Us the client's own lateness where it tells it, else that which the sink saw
     */
    record Row(
            String name,
            Wording wording,
            int calls,
            JsonNode own,
            JsonNode seen,
            double cpuMsACallSecond,
            double residentMb,
            double heapKbACall,
            long lateP99Us) {

        static Row of(
                String name,
                Wording wording,
                int calls,
                JsonNode own,
                JsonNode seen,
                double cpuSeconds,
                long residentKb,
                JsonNode empty,
                JsonNode memory) {
            return new Row(
                    name,
                    wording,
                    calls,
                    own,
                    seen,
                    cpuSeconds * 1_000 / seen.path("seconds").asDouble() / calls,
                    residentKb / 1_024.0,
                    memory.has("heap_bytes")
                            ? (memory.path("heap_bytes").asDouble()
                                            - empty.path("heap_bytes").asDouble())
                                    / 1_024
                                    / calls
                            : Double.NaN,
                    own.path("own_p99_us").asLong(seen.path("late_p99_us").asLong()));
        }

        private double share() {
            return seen.path("frames").asDouble()
                    / (calls * seen.path("seconds").asDouble() * Wording.framesASecond());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    ROW,
                    name,
                    wording.option(),
                    calls,
                    ms(own.path("own_p50_us")),
                    ms(own.path("own_p99_us")),
                    ms(own.path("own_p999_us")),
                    ms(seen.path("late_p99_us")),
                    ms(seen.path("gap_p99_us")),
                    100 * share(),
                    cpuMsACallSecond,
                    Double.isNaN(heapKbACall) ? "-" : String.format(Locale.ROOT, "%.1f", heapKbACall),
                    residentMb,
                    seen.path("sink_cores").asDouble(),
                    own.has("turns") ? own.path("turns").asText() : "-");
        }

        private static String ms(JsonNode us) {
            return us.isNumber() ? String.format(Locale.ROOT, "%.2f", us.asDouble() / 1_000) : "-";
        }
    }
}
