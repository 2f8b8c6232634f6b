package io.turngap.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import io.turngap.time.RealTimeline;
import io.turngap.time.Timeline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call's connection, on its event loop's thread from dialling to the end.
 *
 * <p>The story: it dials and asks for a WebSocket; waits for {@code session.created}; sends its settings; is open when {@code
 * session.updated} comes, when the agent refuses the settings, when audio comes before either, or when two seconds passed in which
 * an agent said nothing of them. From then on frames go out and events come in until one side ends it. Whatever happens, the listener is told of
 * exactly one ending, last.
 */
final class RealtimeConnection implements Link.Connection, RealtimeEvents.Host {

    /** After so many messages that cannot be understood, the agent is taken to speak another protocol. */
    static final int MOST_BAD = 100;
    /** More troubles than this are not told one by one. */
    private static final int MOST_TROUBLES = 1_000;

    private static final int MOST_DETAIL = 500;
    private static final long UPDATE_WAIT_NANOS = 2_000_000_000L;
    private static final long CLOSE_WAIT_NANOS = 500_000_000L;

    private enum State {
        DIALLING,
        AWAITING_SESSION,
        AWAITING_UPDATE,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final OpenAiRealtimeLink link;
    private final RealTimeline timeline;
    private final EventLoop loop;
    private final Link.Listener listener;
    private final LoopScratch scratch;
    private final LinkOptions options;
    private final Redaction redaction;
    private final TurngapEvents own;
    private final RealtimeEvents events;
    private final ArrivalStamp arrival = new ArrivalStamp();

    private State state = State.DIALLING;
    private boolean opusAgreed;
    private FrameEncoder encoder;
    private Timeline.Scheduled timer = () -> {};
    private @Nullable Channel channel;
    private @Nullable HandshakeHandler handshake;
    private Link.@Nullable Ending decided;
    private String lastTrouble = "";
    private int bad;
    private int troubles;

    RealtimeConnection(
            OpenAiRealtimeLink link,
            RealTimeline timeline,
            EventLoop loop,
            LoopScratch scratch,
            Link.Listener listener) {
        this.link = link;
        this.timeline = timeline;
        this.loop = loop;
        this.listener = listener;
        this.scratch = scratch;
        this.options = link.options();
        this.redaction = new Redaction(options.apiKey());
        this.own = new TurngapEvents(timeline, listener, this);
        this.events = new RealtimeEvents(listener, this, own, scratch, redaction);
        this.encoder = new FrameEncoder(options.input());
        events.outputFormat(options.output());
    }

    // What the caller does.

    @Override
    public void send(short[] frame) {
        if (frame.length != Pcm.FRAME_SAMPLES) {
            throw new IllegalArgumentException("a frame of " + frame.length + " samples; it must have "
                    + Pcm.FRAME_SAMPLES + " (20 ms at 16 kHz)");
        }
        Channel open = channel;
        if (state != State.OPEN || open == null) {
            return;
        }
        if (!open.isWritable()) {
            endSoon(
                    Kind.BROKEN,
                    "the agent stopped reading: more than " + OpenAiRealtimeLink.MOST_UNSENT_BYTES / 1024
                            + " KiB of the caller's sound wait to be sent");
            return;
        }
        ByteBuf message = open.alloc().buffer(scratch.mostAppendBytes());
        scratch.writeAppend(encoder.encode(frame, scratch), message);
        var unused = open.writeAndFlush(new TextWebSocketFrame(message));
    }

    @Override
    public long soundDelayNanos() {
        return encoder.delayNanos();
    }

    @Override
    public void interrupted(String replyId, long playedMs) {
        if (state == State.OPEN) {
            events.playedUpTo(replyId, playedMs).ifPresent(played -> send(RealtimeMessages.truncate(played)));
        }
    }

    @Override
    public void answerTool(ToolAnswer answer) {
        if (state == State.OPEN) {
            events.answerTool(answer);
        }
    }

    @Override
    public void hangUp() {
        if (state == State.CLOSING || state == State.CLOSED) {
            return;
        }
        Channel open = channel;
        if (open == null || state == State.DIALLING) {
            endSoon(Kind.HUNG_UP, "the caller hung up before the agent answered");
            return;
        }
        state = State.CLOSING;
        decided = new Link.Ending(Kind.HUNG_UP, "the caller hung up");
        own.stop();
        var unused = open.writeAndFlush(new CloseWebSocketFrame(1000, ""));
        again(CLOSE_WAIT_NANOS, () -> end(Kind.HUNG_UP, "the caller hung up"));
    }

    // What dialling comes to.

    /** Begins; on the loop. */
    void start() {
        if (state != State.DIALLING) {
            return;
        }
        again(options.connectTimeoutMs() * 1_000_000, this::dialledTooLong);
        new Dialler(link, this, loop).dial();
    }

    AgentAddress address() {
        return link.address();
    }

    ArrivalStamp arrival() {
        return arrival;
    }

    /** The connection stands; gives false when it is no longer wanted. */
    boolean dialled(Channel standing, HandshakeHandler handler) {
        channel = standing;
        handshake = handler;
        return state == State.DIALLING;
    }

    void unreachable(String why) {
        end(Kind.UNREACHABLE, "could not reach " + link.address() + ": " + why);
    }

    private void dialledTooLong() {
        HandshakeHandler handler = handshake;
        if (handler != null && handler.refused()) {
            return;
        }
        unreachable(
                handler == null
                        ? "no connection within " + options.connectTimeoutMs() + " ms; check host, port and firewall"
                        : "connected, but no answer to the WebSocket handshake within " + options.connectTimeoutMs()
                                + " ms; check that an agent listens there");
    }

    void refused(int status, String phrase, String body) {
        String shown = body.isBlank() ? "with an empty body" : "\"" + redaction.clean(body, MOST_DETAIL) + "\"";
        end(
                Kind.REFUSED,
                link.address() + " refused the WebSocket handshake: " + status + " " + redaction.clean(phrase, 60)
                        + ", " + shown + link.hint(status));
    }

    // What the open WebSocket brings.

    void upgraded() {
        handshake = null;
        if (state == State.DIALLING) {
            state = State.AWAITING_SESSION;
            again(
                    options.connectTimeoutMs() * 1_000_000,
                    () -> end(
                            Kind.PROTOCOL,
                            link.address()
                                    + " opened a WebSocket but sent no session.created within "
                                    + options.connectTimeoutMs()
                                    + " ms; check that the path leads to an OpenAI Realtime endpoint"));
        }
    }

    void text(ByteBuf content) {
        if (state != State.CLOSED) {
            int length = content.readableBytes();
            events.event(arrival.atNanos(), scratch.text(content), length);
        }
    }

    void binary(int bytes) {
        bad(arrival.atNanos(), "a binary message of " + bytes + " bytes where text is due; it was dropped");
    }

    void closedByAgent(int code, String reason) {
        Channel open = channel;
        if (open != null && state != State.CLOSING && state != State.CLOSED) {
            // 1005 stands for "no code" and must not be sent; any other is sent back, as RFC 6455, 5.5.1 has it.
            var answer = code == 1005 || code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
            var unused = open.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
        String said = reason.isBlank() ? "" : ", \"" + redaction.clean(reason, 200) + "\"";
        String before = lastTrouble.isEmpty() ? "" : "; before that: " + lastTrouble;
        String what = "closed the connection with " + CloseCodes.named(code < 0 ? 1005 : code) + said + before;
        boolean wasOpen = state == State.OPEN;
        end(wasOpen ? Kind.AGENT_CLOSED : Kind.REFUSED, (wasOpen ? "the agent " : link.address() + " ") + what);
    }

    void flooded() {
        end(
                Kind.FLOODED,
                "the agent sent a message larger than " + OpenAiRealtimeLink.MOST_FRAME_BYTES / (1 << 20)
                        + " MiB; no reply needs so much at once");
    }

    void corrupt(Throwable cause) {
        end(Kind.PROTOCOL, "the agent broke the WebSocket protocol: " + Redaction.reason(cause));
    }

    void broke(String what) {
        end(Kind.BROKEN, lastTrouble.isEmpty() ? what : what + "; before that: " + lastTrouble);
    }

    // What the session says.

    @Override
    public void sessionCreated(long at, JsonNode session) {
        if (state != State.AWAITING_SESSION) {
            return;
        }
        if (adopted(session)) {
            state = State.AWAITING_UPDATE;
            send(RealtimeMessages.sessionUpdate(options));
            if (link.asksForMilestones()) {
                own.start();
            }
            again(Math.min(UPDATE_WAIT_NANOS, options.connectTimeoutMs() * 1_000_000), () -> open(timeline.nowNanos()));
        }
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
    public void sessionRefused(long at) {
        if (state == State.AWAITING_UPDATE && options.input() == WireFormat.OPUS) {
            noOpus("refused the session with it (" + lastTrouble + ")");
            return;
        }
        open(at);
    }

    /** Opus is an extension of ours; another agent's own choice would be measured under its name. */
    private void noOpus(String what) {
        end(
                Kind.PROTOCOL,
                link.address() + " does not speak audio/opus: it " + what
                        + "; only Turngap's own agent does. Choose pcm, mulaw or alaw as codec");
    }

    @Override
    public void audioArrives(long at) {
        open(at);
    }

    private void open(long at) {
        if (state == State.AWAITING_SESSION || state == State.AWAITING_UPDATE) {
            if (options.input() == WireFormat.OPUS && !opusAgreed) {
                noOpus("did not confirm it as the format of the session");
                return;
            }
            state = State.OPEN;
            timer.cancel();
            listener.connected(at);
        }
    }

    /** Does as the session says; false when it asks for a format that we do not speak, which ends the call. */
    private boolean adopted(JsonNode session) {
        SessionFacts facts = SessionFacts.of(session);
        facts.interruptResponse().ifPresent(events::interruptible);
        if (facts.unusable().isPresent()) {
            end(
                    Kind.PROTOCOL,
                    "the agent insists on " + redaction.clean(facts.unusable().get(), 100)
                            + "; spoken here are audio/pcm at 24000 Hz, audio/pcmu, audio/pcma and, by Turngap's own agent, audio/opus");
            return false;
        }
        facts.output().ifPresent(events::outputFormat);
        facts.input()
                .filter(format -> format != encoder.format())
                .ifPresent(format -> encoder = new FrameEncoder(format));
        return true;
    }

    @Override
    public void send(ObjectNode message) {
        Channel open = channel;
        if (open != null && state != State.CLOSED && state != State.CLOSING) {
            try {
                byte[] bytes = RealtimeMessages.JSON.writeValueAsBytes(message);
                var unused = open.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                        "an event made here could not be written: " + e.getOriginalMessage(), e);
            }
        }
    }

    @Override
    public void bad(long at, String what) {
        trouble(at, what);
        if (++bad == MOST_BAD) {
            // Not at once: whoever calls may have more to do with the event.
            endSoon(
                    Kind.PROTOCOL,
                    "the agent sent " + MOST_BAD + " messages that cannot be understood, the last: " + lastTrouble);
        }
    }

    @Override
    public void trouble(long at, String what) {
        lastTrouble = redaction.clean(what, MOST_DETAIL);
        if (state != State.CLOSED && ++troubles <= MOST_TROUBLES) {
            listener.trouble(at, lastTrouble);
        }
    }

    @Override
    public void unknown(String type) {
        link.countUnknown(type);
    }

    // How it ends.

    boolean livesOn(EventLoop other) {
        return loop.equals(other);
    }

    /** The link closes; on the loop. */
    void linkCloses() {
        end(Kind.HUNG_UP, "the link was closed");
    }

    /** Ends after what is being done now; until then nothing is sent. */
    private void endSoon(Kind kind, String detail) {
        if (state != State.CLOSED && decided == null) {
            state = State.CLOSING;
            decided = new Link.Ending(kind, detail);
            own.stop();
            loop.execute(() -> end(kind, detail));
        }
    }

    /** Ends now; for the reason that was decided before, where there was one. */
    void end(Kind kind, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        timer.cancel();
        own.stop();
        link.ended(this);
        Channel open = channel;
        if (open != null) {
            var unused = open.close();
        }
        Link.Ending ending = decided;
        listener.closed(timeline.nowNanos(), ending == null ? new Link.Ending(kind, detail) : ending);
    }

    private void again(long delayNanos, Runnable task) {
        timer.cancel();
        timer = timeline.after(delayNanos, task);
    }
}
