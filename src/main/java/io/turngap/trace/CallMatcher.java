package io.turngap.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the call that a span belongs to. First by what was sent at connect: the trace id, or an attribute of the span, its resource or a span
 * above it that has the call's name, the trace id, or the agent's own session id for a value. What is left is matched by time, a trace at a
 * time, where exactly one call overlaps it.
 */
final class CallMatcher {

    private static final int MOST_ANCESTORS = 64;
    private static final int TRACEPARENT_CHARS = 55;
    private static final int TRACE_ID_FROM = 3;
    private static final int TRACE_ID_TO = 35;

    /** How a call was found. */
    enum How {
        TRACE_ID("trace id"),
        SESSION_ID("session id"),
        TIME("time");

        private final String words;

        How(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** A call and how it was found. */
    record Match(CallWindow call, How how) {}

    private final List<CallWindow> calls;
    private final Map<String, CallWindow> byTraceId = new HashMap<>();
    private final Map<String, CallWindow> byId = new HashMap<>();

    CallMatcher(List<CallWindow> calls) {
        this.calls = calls;
        Set<String> ambiguous = new HashSet<>();
        for (CallWindow call : calls) {
            byTraceId.put(call.traceId(), call);
            for (String id : List.of(call.name(), call.traceId(), call.session())) {
                if (!id.isEmpty() && byId.put(id, call) != null) {
                    ambiguous.add(id); // An agent that gives every conversation the same name.
                }
            }
        }
        byId.keySet().removeAll(ambiguous);
    }

    /** The matches that rest on what was sent at connect, by span. */
    Map<Span, Match> byIdentity(List<Span> spans) {
        Map<String, Span> known = new HashMap<>();
        Map<String, Set<CallWindow>> ofTrace = new HashMap<>();
        for (Span span : spans) {
            known.put(span.traceId() + span.spanId(), span);
            named(span)
                    .ifPresent(call -> ofTrace.computeIfAbsent(span.traceId(), unseen -> new HashSet<>())
                            .add(call));
        }
        Map<Span, Match> matches = new LinkedHashMap<>();
        for (Span span : spans) {
            CallWindow sent = byTraceId.get(span.traceId());
            if (sent != null) {
                matches.put(span, new Match(sent, How.TRACE_ID));
                continue;
            }
            Set<CallWindow> named = ofTrace.getOrDefault(span.traceId(), Set.of());
            // A trace that names several calls is that of the process, and each span belongs where it or one above it
            // says.
            Optional<CallWindow> call = named.size() == 1 ? named.stream().findFirst() : fromAbove(span, known);
            call.ifPresent(found -> matches.put(span, new Match(found, How.SESSION_ID)));
        }
        return matches;
    }

    private Optional<CallWindow> fromAbove(Span span, Map<String, Span> known) {
        Span at = span;
        for (int i = 0; i < MOST_ANCESTORS && at != null; i++) {
            Optional<CallWindow> call = named(at);
            if (call.isPresent()) {
                return call;
            }
            at = known.get(at.traceId() + at.parentId());
        }
        return Optional.empty();
    }

    private Optional<CallWindow> named(Span span) {
        return named(span.ids()).or(() -> named(span.origin().ids()));
    }

    private Optional<CallWindow> named(List<String> ids) {
        for (String id : ids) {
            CallWindow call = byId.get(id);
            if (call == null && id.length() == TRACEPARENT_CHARS) {
                call = byTraceId.get(id.substring(TRACE_ID_FROM, TRACE_ID_TO));
            }
            if (call != null) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }

    /**
     * Matches by time.
     *
     * @param spans those not matched yet
     * @param offsetNanos how much the clock of a span's host is ahead of the caller's, where known; else they are taken to agree
     */
    Map<Span, Match> byTime(List<Span> spans, Function<Span, OptionalLong> offsetNanos) {
        Map<String, List<Span>> traces = new LinkedHashMap<>();
        for (Span span : spans) {
            traces.computeIfAbsent(span.traceId(), unseen -> new ArrayList<>()).add(span);
        }
        Map<Span, Match> matches = new LinkedHashMap<>();
        for (List<Span> trace : traces.values()) {
            long from = Long.MAX_VALUE;
            long to = Long.MIN_VALUE;
            for (Span span : trace) {
                long offset = offsetNanos.apply(span).orElse(0);
                from = Math.min(from, span.startNanos() - offset);
                to = Math.max(to, span.endNanos() - offset);
            }
            onlyOneWithin(from, to)
                    .ifPresent(call -> trace.forEach(span -> matches.put(span, new Match(call, How.TIME))));
        }
        return matches;
    }

    private Optional<CallWindow> onlyOneWithin(long fromNanos, long toNanos) {
        CallWindow found = null;
        for (CallWindow call : calls) {
            if (call.startNanos() <= toNanos && call.endNanos() >= fromNanos) {
                if (found != null) {
                    return Optional.empty();
                }
                found = call;
            }
        }
        return Optional.ofNullable(found);
    }
}
