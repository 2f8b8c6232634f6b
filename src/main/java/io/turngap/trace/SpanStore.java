package io.turngap.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The spans of a run as they come in, at most {@value #MOST_SPANS} of them; what comes beyond is counted and dropped. */
final class SpanStore {

    /** Enough for 20,000 turns of ten spans each; about 100 MB. */
    static final int MOST_SPANS = 200_000;

    private final int mostSpans;
    /** By trace and span id: an exporter that got no answer sends again. */
    private final Map<String, Span> spans = new LinkedHashMap<>();

    private long received;
    private long refused;
    private long overflowed;
    private long repeated;

    SpanStore(int mostSpans) {
        this.mostSpans = mostSpans;
    }

    /**
     * How much came.
     *
     * @param received spans that came, repetitions included
     * @param dropped spans that could not be used or had no room
     * @param repeated spans that came again
     */
    record Counts(long received, long dropped, long repeated) {}

    /** Takes an export; gives how many of its spans had no room. */
    synchronized long add(Decoded decoded) {
        received += decoded.spans().size() + decoded.refused();
        refused += decoded.refused();
        long before = overflowed;
        for (Span span : decoded.spans()) {
            String key = span.traceId() + span.spanId();
            if (spans.containsKey(key)) {
                repeated++;
            } else if (spans.size() >= mostSpans) {
                overflowed++;
            } else {
                spans.put(key, span);
            }
        }
        return overflowed - before;
    }

    synchronized List<Span> spans() {
        return new ArrayList<>(spans.values());
    }

    synchronized Counts counts() {
        return new Counts(received, refused + overflowed, repeated);
    }

    /**
     * Which of these traces are complete: their spans name no parent that is not there, but for the caller's own.
     *
     * @param callerSpans by trace id, the span that the caller named as parent
     */
    synchronized Set<String> complete(Map<String, String> callerSpans) {
        Set<String> begun = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (Span span : spans.values()) {
            String caller = callerSpans.get(span.traceId());
            if (caller != null) {
                begun.add(span.traceId());
                boolean root = span.parentId().isEmpty() || span.parentId().equals(caller);
                if (!root && !spans.containsKey(span.traceId() + span.parentId())) {
                    open.add(span.traceId());
                }
            }
        }
        begun.removeAll(open);
        return begun;
    }
}
