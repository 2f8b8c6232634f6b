package io.turngap.report;

import java.io.PrintStream;
import java.util.OptionalLong;

/**
 * Shows how far a run is: on a terminal one line that is written over, elsewhere a line each ten seconds. Holds no clock: whoever calls
 * says what time it is. May be called from several threads.
 */
public final class Progress {

    private static final long REDRAW_US = 100_000;
    private static final long LOG_US = 10_000_000;
    private static final int BAR = 24;

    private final PrintStream out;
    private final TerminalStyle style;
    private final long everyUs;
    private long nextUs = Long.MIN_VALUE;
    private int drawn;

    /** A display on {@code out}. */
    public Progress(PrintStream out, TerminalStyle style) {
        this.out = out;
        this.style = style;
        this.everyUs = style.terminal() ? REDRAW_US : LOG_US;
    }

    /**
     * Tells how far the run is; most calls draw nothing.
     *
     * @param nowUs time on any clock that only moves forward, µs
     * @param done calls that ended
     * @param inFlight calls under way
     * @param total calls that will be made
     * @param lastTtfaUs TTFA of the turn heard last, where there was one
     */
    public synchronized void update(long nowUs, int done, int inFlight, int total, OptionalLong lastTtfaUs) {
        if (isDue(nowUs, done, total)) {
            String ttfa = lastTtfaUs.isPresent() ? ", last TTFA " + Figures.span(lastTtfaUs.getAsLong() / 1_000.0) : "";
            draw(done, total, done + " of " + total + " calls, " + inFlight + " in flight" + ttfa);
        }
    }

    /** As {@link #update} of work that is counted in something else than calls; {@code what} names it in the plural. */
    public synchronized void work(long nowUs, int done, int total, String what) {
        if (isDue(nowUs, done, total)) {
            draw(done, total, done + " of " + total + " " + what);
        }
    }

    private boolean isDue(long nowUs, int done, int total) {
        if (nowUs < nextUs && done < total) {
            return false;
        }
        nextUs = nowUs + everyUs;
        return true;
    }

    private void draw(int done, int total, String line) {
        String text = style.plain(line);
        if (style.terminal()) {
            over(bar(done, total) + " " + text);
        } else {
            out.println(text);
            out.flush();
        }
    }

    /** Removes the line on a terminal, so that what is printed next stands alone. */
    public synchronized void finish() {
        if (style.terminal() && drawn > 0) {
            over("");
            drawn = 0;
        }
    }

    private void over(String text) {
        String shown = text.length() > style.width() ? text.substring(0, style.width()) : text;
        out.print("\r" + shown + " ".repeat(Math.max(0, drawn - shown.length())) + (shown.isEmpty() ? "\r" : ""));
        out.flush();
        drawn = shown.length();
    }

    private String bar(int done, int total) {
        int full = total <= 0 ? 0 : (int) Math.clamp((long) BAR * done / total, 0, BAR);
        return (style.unicode() ? "█" : "#").repeat(full) + (style.unicode() ? "░" : ".").repeat(BAR - full);
    }
}
