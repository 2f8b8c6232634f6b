package io.turngap.report;

import io.turngap.load.LiveFigures;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Shows a run while it goes on. On a terminal: a block of some lines, redrawn in its place at most four times a second, each line cut to
 * the width that the terminal has at that moment. In a log: a line after ten seconds and each ten seconds in the first minute, each thirty
 * in the first five, then one a minute; a run that is over sooner says nothing. Holds no clock: whoever calls says what time it is. May be
 * called from several threads.
 */
public final class LiveView {

    private static final long REDRAW_US = 250_000;
    private static final long SECOND_US = 1_000_000;
    private static final int WIDEST_BAR = 24;
    private static final int WITHOUT_BAR = 56;
    private static final int LABEL = 8;
    private static final int RED = 203;

    private static final String UP = "\u001b[%dA";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private final PrintStream out;
    private final TerminalStyle style;
    private final IntSupplier columns;
    private final LiveText text;
    private long nextUs;
    /** Lengths of the lines that stand on the terminal now. */
    private List<Integer> drawn = List.of();

    /**
     * A display on {@code out}.
     *
     * @param columns the terminal's width at the moment
     * @param clock what is said beside the time elapsed, such as {@code virtual clock}; empty for the real one
     */
    public LiveView(PrintStream out, TerminalStyle style, IntSupplier columns, String clock) {
        this.out = out;
        this.style = style;
        this.columns = columns;
        this.text = new LiveText(clock);
        this.nextUs = style.terminal() ? 0 : logStepUs(0);
    }

    /** How long after a line at {@code us} a log gets the next. */
    private static long logStepUs(long us) {
        long step = us < 60 * SECOND_US ? 10 : us < 300 * SECOND_US ? 30 : 60;
        return step * SECOND_US;
    }

    /**
     * Tells how far the run is; most calls draw nothing, and ask for no figures.
     *
     * @param nowUs real time since the run began, µs
     */
    public synchronized void update(long nowUs, Supplier<LiveFigures> figures) {
        if (nowUs < nextUs) {
            return;
        }
        if (style.terminal()) {
            nextUs = nowUs + REDRAW_US;
            draw(figures.get());
        } else {
            while (nextUs <= nowUs) {
                nextUs += logStepUs(nextUs);
            }
            out.println(style.plain(text.line(figures.get())));
            out.flush();
        }
    }

    /** Removes the block from a terminal, so that what is printed next stands alone. */
    public synchronized void finish() {
        if (!drawn.isEmpty()) {
            out.print(home(width()) + REST_OF_SCREEN);
            out.flush();
            drawn = List.of();
        }
    }

    private void draw(LiveFigures now) {
        int width = width();
        StringBuilder block = new StringBuilder(home(width));
        List<Integer> lengths = new ArrayList<>();
        for (LiveText.Line line : text.lines(now)) {
            String head = line.label().isEmpty() ? bar(now, width) : padded(line.label());
            String shown = cut(head + style.plain(line.text()), width);
            lengths.add(shown.length());
            block.append(coloured(shown, line)).append(REST_OF_LINE).append('\n');
        }
        drawn = lengths;
        // In one piece and never cleared first, so that nothing flickers.
        out.print(block.append(REST_OF_SCREEN));
        out.flush();
    }

    /** Back to the block's first column; a terminal that became narrower has broken lines in two. */
    private String home(int width) {
        int rows = drawn.stream()
                .mapToInt(length -> Math.max(1, Math.ceilDiv(length, width + 1)))
                .sum();
        return rows == 0 ? "" : "\r" + UP.formatted(rows);
    }

    /** One column stays free: some terminals go on to the next line when the last one is written. */
    private int width() {
        return Math.max(1, columns.getAsInt() - 1);
    }

    private String bar(LiveFigures now, int width) {
        int cells = Math.clamp(width - WITHOUT_BAR, 0, WIDEST_BAR);
        if (cells == 0) {
            return "";
        }
        int full = now.total() <= 0 ? 0 : (int) Math.clamp((long) cells * now.done() / now.total(), 0, cells);
        return (style.unicode() ? "█" : "#").repeat(full) + (style.unicode() ? "░" : ".").repeat(cells - full) + " ";
    }

    private static String padded(String label) {
        return label + " ".repeat(Math.max(1, LABEL - label.length()));
    }

    private static String cut(String text, int width) {
        return text.length() > width ? text.substring(0, width) : text;
    }

    private String coloured(String shown, LiveText.Line line) {
        int head = Math.min(line.label().length(), shown.length());
        String body = shown.substring(head);
        return (head == 0 ? "" : style.dim(shown.substring(0, head)))
                + (line.tone() == LiveText.Tone.WORRY ? style.paint(body, RED) : body);
    }
}
