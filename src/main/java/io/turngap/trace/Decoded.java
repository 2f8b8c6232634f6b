package io.turngap.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of one export: the spans that can be placed in time and named, and how many could not.
 *
 * <p>A span is refused when it has no trace or span id, no start, or an end before its start.
 */
final class Decoded {

    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;

    private final List<Span> spans = new ArrayList<>();
    private long refused;
    private String why = "";

    void span(Span span) {
        if (isId(span.traceId(), TRACE_DIGITS) && isId(span.spanId(), SPAN_DIGITS)) {
            if (span.startNanos() > 0 && span.endNanos() >= span.startNanos()) {
                spans.add(span);
            } else {
                refuse("a span from " + span.startNanos() + " to " + span.endNanos()
                        + "; start and end must be nanoseconds since 1970, in order");
            }
        } else {
            refuse("a span without a trace id of 32 and a span id of 16 hexadecimal digits, not all 0");
        }
    }

    private void refuse(String reason) {
        refused++;
        why = why.isEmpty() ? reason : why;
    }

    List<Span> spans() {
        return spans;
    }

    long refused() {
        return refused;
    }

    /** Why the first was refused; empty when none was. */
    String why() {
        return why;
    }

    private static boolean isId(String id, int digits) {
        boolean some = false;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
            some |= c != '0';
        }
        return some && id.length() == digits;
    }
}
