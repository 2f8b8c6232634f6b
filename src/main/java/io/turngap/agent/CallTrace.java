package io.turngap.agent;

import io.netty.channel.Channel;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.turngap.measure.Milestone;
import io.turngap.time.Timeline;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells one call as spans, and passes everything on. The call is a span ({@code invoke_agent}), child of what the client sent; below it is one
 * a turn, from the end of the caller's speech to the end of the reply; below that {@code endpointing}, {@code speech_to_text}, {@code chat},
 * {@code execute_tool} and {@code text_to_speech}, with attributes of the GenAI conventions and {@code turngap.modelled} where a latency is
 * drawn rather than spent. No words of anybody's are in them.
 */
final class CallTrace implements AgentEvents {

    private static final long NONE = Long.MIN_VALUE;
    private static final int MOST_WAITING = 32;
    private static final String OPERATION = "gen_ai.operation.name";
    private static final String TOOL_NAME = "gen_ai.tool.name";
    private static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";

    private final AgentEvents inner;
    private final AgentTelemetry telemetry;
    private final Timeline timeline;
    private final long epochOffsetNanos;
    private final Kit kit;
    private final Set<String> modelled = new HashSet<>();
    private final Span callSpan;
    private final Context call;

    /** A span under way: its first result is noted, and its end moves on until it is closed. */
    private static final class Work {
        final Span span;
        final long startNanos;
        boolean begun;
        long lastNanos;

        Work(Span span, long startNanos) {
            this.span = span;
            this.startNanos = startNanos;
            this.lastNanos = startNanos;
        }
    }

    private @Nullable Span turnSpan;
    private Context turn;
    private int turns;
    private long speechEndNanos = NONE;
    private long turnEndNanos = NONE;
    private boolean answered;
    private @Nullable Work model;
    private @Nullable Work tool;
    private final Deque<Work> synthesis = new ArrayDeque<>();

    private CallTrace(
            AgentEvents inner, AgentTelemetry telemetry, Context parent, String session, Timeline timeline, Kit kit) {
        this.inner = inner;
        this.telemetry = telemetry;
        this.timeline = timeline;
        this.kit = kit;
        Instant wall = Instant.now();
        this.epochOffsetNanos = TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano() - timeline.nowNanos();
        for (Map.Entry<String, Kit.About> stage : kit.about(kit.stt().name()).entrySet()) {
            if (stage.getValue().modelled()) {
                modelled.add(stage.getKey());
            }
        }
        this.callSpan = span("invoke_agent turngap", parent, timeline.nowNanos())
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(OPERATION, "invoke_agent")
                .setAttribute("gen_ai.agent.name", "turngap")
                .setAttribute("gen_ai.conversation.id", session)
                .startSpan();
        this.call = parent.with(callSpan);
        this.turn = call;
    }

    /**
     * Events that are told as spans too, where the connection has telemetry; ends with the connection.
     *
     * @param session the conversation's name, known to both sides
     * @param kit the engines, with the tool that the call is given
     */
    static AgentEvents of(Channel channel, String session, Timeline timeline, Kit kit, AgentEvents inner) {
        AgentTelemetry telemetry = channel.attr(AgentTelemetry.KEY).get();
        if (telemetry == null) {
            return inner;
        }
        CallTrace trace = new CallTrace(inner, telemetry, TraceContext.parent(channel), session, timeline, kit);
        channel.closeFuture().addListener(closed -> trace.close());
        return trace;
    }

    private SpanBuilder span(String name, Context parent, long atNanos) {
        return telemetry
                .tracer()
                .spanBuilder(name)
                .setParent(parent)
                .setStartTimestamp(epoch(atNanos), TimeUnit.NANOSECONDS);
    }

    private SpanBuilder stage(String name, String stage, long atNanos) {
        SpanBuilder builder = span(name, turn, atNanos).setAttribute("turngap.stage", stage);
        // Which tool there is may change during a call: a client can offer functions.
        boolean drawn = stage.equals("tool") ? kit.tool().modelled() : modelled.contains(stage);
        return drawn ? builder.setAttribute("turngap.modelled", true) : builder;
    }

    private long epoch(long atNanos) {
        return epochOffsetNanos + atNanos;
    }

    private void end(Span span, long atNanos) {
        span.end(epoch(atNanos), TimeUnit.NANOSECONDS);
    }

    private void close() {
        closeTurn(timeline.nowNanos());
        end(callSpan, timeline.nowNanos());
    }

    private void openTurn(long atNanos) {
        if (turnSpan == null) {
            Span opened = span("turn", call, atNanos)
                    .setAttribute("turngap.turn", ++turns)
                    .startSpan();
            turnSpan = opened;
            turn = call.with(opened);
            answered = false;
        }
    }

    private void closeTurn(long atNanos) {
        closeModel();
        synthesis.forEach(work -> end(work.span, work.lastNanos));
        synthesis.clear();
        if (tool != null) {
            end(tool.span, atNanos);
            tool = null;
        }
        if (turnSpan != null) {
            end(turnSpan, atNanos);
            turnSpan = null;
            turn = call;
        }
        speechEndNanos = NONE;
        turnEndNanos = NONE;
    }

    private void closeModel() {
        if (model != null) {
            end(model.span, model.lastNanos);
            model = null;
        }
    }

    private void step(String name, long atNanos) {
        switch (name) {
            case Milestone.AGENT_SPEECH_END -> {
                openTurn(atNanos);
                speechEndNanos = atNanos;
                endpointing();
            }
            case Milestone.AGENT_TURN_END -> {
                openTurn(atNanos);
                turnEndNanos = atNanos;
                endpointing();
            }
            case Milestone.STT_FINAL -> {
                openTurn(atNanos);
                long from = turnEndNanos == NONE ? atNanos : Math.min(turnEndNanos, atNanos);
                Span span = stage("speech_to_text", "stt", from)
                        .setAttribute(OPERATION, "speech_to_text")
                        .startSpan();
                end(span, atNanos);
            }
            case Milestone.LLM_REQUEST -> {
                openTurn(atNanos);
                closeModel();
                String engine = kit.llm().name();
                model = new Work(
                        stage("chat " + engine, "llm", atNanos)
                                .setSpanKind(SpanKind.CLIENT)
                                .setAttribute(OPERATION, "chat")
                                .setAttribute("gen_ai.request.model", engine)
                                .startSpan(),
                        atNanos);
            }
            case Milestone.LLM_FIRST_TOKEN -> begun(model, atNanos);
            case Milestone.TOOL_START -> {
                openTurn(atNanos);
                tool = new Work(
                        stage("execute_tool", "tool", atNanos)
                                .setAttribute(OPERATION, "execute_tool")
                                .setAttribute(TOOL_NAME, kit.tool().name())
                                .startSpan(),
                        atNanos);
            }
            case Milestone.TOOL_END -> {
                if (tool != null) {
                    end(tool.span, atNanos);
                    tool = null;
                }
            }
            case Milestone.TTS_REQUEST -> {
                openTurn(atNanos);
                if (synthesis.size() == MOST_WAITING) {
                    Work oldest = synthesis.removeFirst();
                    end(oldest.span, oldest.lastNanos);
                }
                synthesis.addLast(new Work(
                        stage("text_to_speech " + kit.tts().name(), "tts", atNanos)
                                .setAttribute(OPERATION, "text_to_speech")
                                .setAttribute("gen_ai.output.type", "speech")
                                .startSpan(),
                        atNanos));
            }
            case Milestone.TTS_FIRST_BYTE -> {
                // Phrases are synthesised in the order in which they were handed over: the first that has no sound yet
                // is this one.
                for (Work work : synthesis) {
                    if (!work.begun) {
                        begun(work, atNanos);
                        break;
                    }
                }
            }
            default -> {}
        }
    }

    private static void begun(@Nullable Work work, long atNanos) {
        if (work != null && !work.begun) {
            work.begun = true;
            work.lastNanos = atNanos;
            work.span.setAttribute(FIRST_CHUNK, (atNanos - work.startNanos) / 1e9);
        }
    }

    private void endpointing() {
        if (speechEndNanos != NONE && turnEndNanos != NONE && turnEndNanos >= speechEndNanos) {
            Span span = stage("endpointing", "endpointing", speechEndNanos).startSpan();
            end(span, turnEndNanos);
        }
    }

    @Override
    public void milestone(String name, long atNanos) {
        step(name, atNanos);
        inner.milestone(name, atNanos);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        step(Milestone.AGENT_SPEECH_END, atNanos);
        inner.speechEnded(atNanos, audioMs);
    }

    @Override
    public void speechStarted(int index, long streamMs) {
        inner.speechStarted(index, streamMs);
    }

    @Override
    public void turnEnded(int index, long streamMs) {
        inner.turnEnded(index, streamMs);
    }

    @Override
    public void partial(int index, String text) {
        inner.partial(index, text);
    }

    @Override
    public void transcript(int index, String text) {
        inner.transcript(index, text);
    }

    @Override
    public void replyStarted(int reply) {
        inner.replyStarted(reply);
    }

    @Override
    public void text(int reply, String piece) {
        if (model != null && model.begun) {
            model.lastNanos = timeline.nowNanos();
        }
        inner.text(reply, piece);
    }

    @Override
    public void audio(int reply, short[] samples) {
        long nowNanos = timeline.nowNanos();
        if (!synthesis.isEmpty() && synthesis.getLast().begun) {
            synthesis.getLast().lastNanos = nowNanos;
        }
        if (turnSpan != null && !answered && speechEndNanos != NONE) {
            answered = true;
            turnSpan.setAttribute("turngap.reply_latency_ms", (nowNanos - speechEndNanos) / 1e6);
        }
        inner.audio(reply, samples);
    }

    @Override
    public void answer(int reply) {
        inner.answer(reply);
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        closeTurn(timeline.nowNanos());
        inner.replyEnded(reply, ending);
    }

    @Override
    public void lever(String name, String value) {
        inner.lever(name, value);
    }

    @Override
    public void functionCalled(String name, String callId, String arguments) {
        if (tool != null) {
            tool.span.setAttribute(TOOL_NAME, name).setAttribute("gen_ai.tool.call.id", callId);
        }
        inner.functionCalled(name, callId, arguments);
    }

    @Override
    public void trouble(String what) {
        inner.trouble(what);
    }
}
