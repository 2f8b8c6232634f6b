package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.time.Timeline;
import java.util.Optional;

/**
 * One call in the OpenAI Realtime protocol.
 *
 * <p>The story: it waits for {@code session.created}; sends its settings; is open when {@code session.updated} comes, when the agent refuses
 * the settings, when audio comes before either, or when two seconds passed in which an agent said nothing of them.
 */
final class RealtimeConversation implements Conversation, RealtimeEvents.Host {

    private static final long UPDATE_WAIT_NANOS = 2_000_000_000L;

    private enum State {
        AWAITING_SESSION,
        AWAITING_UPDATE,
        OPEN
    }

    private final Wire wire;
    private final LinkOptions options;
    private final Optional<RealtimeDialect> dialect;
    private final boolean asksForMilestones;
    private final Link.Listener listener;
    private final TurngapEvents own;
    private final RealtimeEvents events;
    private State state = State.AWAITING_SESSION;
    private boolean opusAgreed;
    private FrameEncoder encoder;
    private Timeline.Scheduled timer = () -> {};

    /** With the {@code dialect} to send settings in; where it is empty, that of the agent's session. */
    RealtimeConversation(
            Wire wire,
            LinkOptions options,
            Optional<RealtimeDialect> dialect,
            boolean asksForMilestones,
            Link.Listener listener) {
        this.wire = wire;
        this.options = options;
        this.dialect = dialect;
        this.asksForMilestones = asksForMilestones;
        this.listener = listener;
        this.own = new TurngapEvents(listener, wire);
        this.events = new RealtimeEvents(listener, this, own, wire);
        this.encoder = new FrameEncoder(options.input().sound());
        events.outputFormat(options.output());
    }

    @Override
    public void start(long atNanos) {
        // The agent speaks first.
    }

    @Override
    public String awaited() {
        return "session.created";
    }

    @Override
    public void text(long atNanos, byte[] bytes, int length) {
        events.event(atNanos, bytes, length);
    }

    @Override
    public void binary(long atNanos, ByteBuf content) {
        wire.bad(
                atNanos, "a binary message of " + content.readableBytes() + " bytes where text is due; it was dropped");
    }

    @Override
    public void frame(short[] frame) {
        LoopScratch scratch = wire.scratch();
        ByteBuf message = wire.buffer(scratch.mostAppendBytes());
        scratch.writeAppend(encoder.encode(frame, scratch), message);
        wire.sendText(message);
    }

    @Override
    public long soundDelayNanos() {
        return encoder.delayNanos();
    }

    @Override
    public void interrupted(String replyId, long playedMs) {
        events.playedUpTo(replyId, playedMs).ifPresent(played -> wire.json(RealtimeMessages.truncate(played)));
    }

    @Override
    public void answerTool(ToolAnswer answer) {
        events.answerTool(answer);
    }

    @Override
    public void over() {
        timer.cancel();
        own.stop();
    }

    // What the session says.

    @Override
    public void sessionCreated(long at, JsonNode session) {
        if (state != State.AWAITING_SESSION || !adopted(session)) {
            return;
        }
        state = State.AWAITING_UPDATE;
        wire.recognised();
        String id = session.path("id").asText("");
        if (!id.isEmpty()) {
            listener.session(wire.clean(id, 100));
        }
        RealtimeDialect spoken =
                dialect.or(() -> RealtimeDialect.shownBy(session)).orElse(RealtimeDialect.GA);
        if (spoken == RealtimeDialect.BETA && options.input() == WireFormat.OPUS) {
            noOpus("speaks the beta of the protocol");
            return;
        }
        wire.json(RealtimeMessages.sessionUpdate(options, spoken));
        if (asksForMilestones) {
            own.start();
        }
        timer = wire.timeline()
                .after(
                        Math.min(UPDATE_WAIT_NANOS, options.connectTimeoutMs() * 1_000_000),
                        () -> open(wire.timeline().nowNanos()));
    }

    @Override
    public void sessionUpdated(long at, JsonNode session) {
        if (adopted(session)) {
            SessionFacts facts = SessionFacts.of(session);
            opusAgreed = facts.input().equals(Optional.of(WireFormat.OPUS))
                    && facts.output().equals(Optional.of(options.output()));
            open(at);
        }
    }

    @Override
    public void sessionRefused(long at, String why) {
        if (state == State.AWAITING_UPDATE && options.input() == WireFormat.OPUS) {
            noOpus("refused the session with it (" + why + ")");
            return;
        }
        open(at);
    }

    /** Opus is an extension of ours; another agent's own choice would be measured under its name. */
    private void noOpus(String what) {
        wire.end(
                Kind.PROTOCOL,
                wire.agent() + " does not speak audio/opus: it " + what
                        + "; only Turngap's own agent does. Choose pcm, mulaw or alaw as codec");
    }

    @Override
    public void audioArrives(long at) {
        open(at);
    }

    private void open(long at) {
        if (state == State.OPEN) {
            return;
        }
        if (options.input() == WireFormat.OPUS && !opusAgreed) {
            noOpus("did not confirm it as the format of the session");
            return;
        }
        state = State.OPEN;
        timer.cancel();
        wire.opened(at);
    }

    /** Does as the session says; false when it asks for a format that we do not speak, which ends the call. */
    private boolean adopted(JsonNode session) {
        SessionFacts facts = SessionFacts.of(session);
        if (facts.transcribesOnly()) {
            RealtimeEvents.transcribesOnly(wire, "its session is one of transcription");
            return false;
        }
        facts.interruptResponse().ifPresent(events::interruptible);
        if (facts.unusable().isPresent()) {
            wire.end(
                    Kind.PROTOCOL,
                    "the agent insists on " + wire.clean(facts.unusable().get(), 100)
                            + "; spoken here are audio/pcm at 24000 Hz, audio/pcmu, audio/pcma and, by Turngap's own agent, audio/opus");
            return false;
        }
        facts.output().ifPresent(events::outputFormat);
        facts.input()
                .map(WireFormat::sound)
                .filter(format -> !format.equals(encoder.format()))
                .ifPresent(format -> encoder = new FrameEncoder(format));
        return true;
    }
}
