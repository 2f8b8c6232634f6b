package io.turngap.cli;

import java.io.Console;

/** Whether a person looks on. */
final class Terminal {
    private Terminal() {}

    /** True when output goes to a terminal; in some versions of Java a console exists without one. */
    static boolean isOne() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
