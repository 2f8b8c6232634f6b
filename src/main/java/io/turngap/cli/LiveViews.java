package io.turngap.cli;

import io.turngap.report.LiveView;
import io.turngap.report.TerminalStyle;

/** How runs are shown while they go on: on standard error, as it can show them. */
final class LiveViews {

    private LiveViews() {}

    /** Of a run on the real clock. */
    static LiveView real() {
        return on("");
    }

    /** Of a run on a virtual timeline. */
    static LiveView virtual() {
        return on("virtual clock");
    }

    private static LiveView on(String clock) {
        return new LiveView(
                System.err,
                TerminalStyle.of(System.getenv(), Terminal.isOne()),
                new TerminalSize(System.getenv().getOrDefault("COLUMNS", "")),
                clock);
    }
}
