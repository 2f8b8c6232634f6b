package io.turngap.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.sound.Pcm;
import io.turngap.time.RealTimeline;
import io.turngap.time.Timeline;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One call's socket, on its event loop's thread from dialling to the end.
 *
 * <p>The story: the protocol says where to dial; it dials and asks for a WebSocket; the protocol's {@link Conversation} says what has to be
 * said and calls {@link #opened} when sound may flow. From then on frames go out and messages come in until one side ends it. Whatever
 * happens, the listener is told of exactly one ending, last.
 */
final class CallSocket implements Link.Connection, Wire {

    /** After so many messages that cannot be understood, the agent is taken to speak another protocol. */
    static final int MOST_BAD = 100;
    /** More troubles than this are not told one by one. */
    private static final int MOST_TROUBLES = 1_000;

    private static final int MOST_DETAIL = 500;
    private static final long CLOSE_WAIT_NANOS = 500_000_000L;

    private enum State {
        DIALLING,
        OPENING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final SocketLink link;
    private final RealTimeline timeline;
    private final EventLoop loop;
    private final Link.Listener listener;
    private final LoopScratch scratch;
    private final LinkOptions options;
    private final CallIdentity identity;
    private final Protocol protocol;
    private final Conversation conversation;
    private final ArrivalStamp arrival = new ArrivalStamp();

    private Redaction redaction;
    private State state = State.DIALLING;
    private Timeline.Scheduled timer = () -> {};
    private @Nullable Target target;
    private @Nullable Channel channel;
    private @Nullable ChannelHandlerContext socket;
    private @Nullable HandshakeHandler handshake;
    private Link.@Nullable Ending decided;
    private String lastTrouble = "";
    private int bad;
    private int troubles;

    CallSocket(
            SocketLink link,
            RealTimeline timeline,
            EventLoop loop,
            LoopScratch scratch,
            CallIdentity identity,
            Link.Listener listener) {
        this.link = link;
        this.timeline = timeline;
        this.loop = loop;
        this.listener = new DiscreetListener(listener, this::hidden);
        this.scratch = scratch;
        this.options = link.options();
        this.identity = identity;
        this.protocol = link.protocol();
        this.redaction = link.redaction();
        this.conversation = protocol.converse(this, identity, this.listener);
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
            end(
                    Kind.BROKEN,
                    "the agent stopped reading: more than " + SocketLink.MOST_UNSENT_BYTES / 1024
                            + " KiB of the caller's sound wait to be sent");
            return;
        }
        conversation.frame(frame);
    }

    @Override
    public long soundDelayNanos() {
        return conversation.soundDelayNanos();
    }

    @Override
    public void interrupted(String replyId, long playedMs) {
        if (state == State.OPEN) {
            conversation.interrupted(replyId, playedMs);
        }
    }

    @Override
    public void answerTool(ToolAnswer answer) {
        if (state == State.OPEN) {
            conversation.answerTool(answer);
        }
    }

    @Override
    public void markPlayed(String name) {
        if (state == State.OPEN) {
            conversation.markPlayed(name);
        }
    }

    @Override
    public boolean press(String keys) {
        return state == State.OPEN && conversation.press(keys);
    }

    @Override
    public void hangUp() {
        if (state == State.CLOSING || state == State.CLOSED) {
            return;
        }
        Channel open = channel;
        if (open == null || state == State.DIALLING) {
            end(Kind.HUNG_UP, "the caller hung up before the agent answered");
            return;
        }
        conversation.goodbye();
        state = State.CLOSING;
        decided = new Link.Ending(Kind.HUNG_UP, "the caller hung up");
        conversation.over();
        var unused = open.writeAndFlush(new CloseWebSocketFrame(1000, ""));
        again(CLOSE_WAIT_NANOS, () -> finish(Kind.HUNG_UP, "the caller hung up"));
    }

    // What dialling comes to.

    /** Begins; on the loop. */
    void start() {
        if (state != State.DIALLING) {
            return;
        }
        again(options.connectTimeoutMs() * 1_000_000, this::dialledTooLong);
        protocol.locate(identity, new Protocol.Located() {
            @Override
            public void at(Target found) {
                onLoop(() -> dial(found));
            }

            @Override
            public void nowhere(Kind kind, String detail) {
                onLoop(() -> finish(kind, detail));
            }
        });
    }

    private String hidden(String text) {
        return redaction.hide(text);
    }

    private void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The link was closed meanwhile, and with it this call.
        }
    }

    private void dial(Target found) {
        if (state == State.DIALLING && link.staysHere() && !found.address().loopback()) {
            finish(
                    Kind.REFUSED,
                    protocol.address().shown() + " is on this machine, but asks for the call at "
                            + found.address().shown()
                            + ", which is not and may cost money, and the run was not told how much it may: allow calls with --max-calls");
        } else if (state == State.DIALLING) {
            target = found;
            redaction = redaction.hiding(found.address().hiddenValues());
            conversation.dialling(found);
            new Dialler(link, this, loop, found).dial();
        }
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
        finish(Kind.UNREACHABLE, "could not reach " + agent() + ": " + why);
    }

    private void dialledTooLong() {
        HandshakeHandler handler = handshake;
        if (handler != null && handler.refused()) {
            return;
        }
        if (target == null) {
            unreachable("it did not say where to dial within " + options.connectTimeoutMs()
                    + " ms, pauses included; check that the agent answers its hook");
            return;
        }
        unreachable(
                handler == null
                        ? "no connection within " + options.connectTimeoutMs() + " ms; check host, port and firewall"
                        : "connected, but no answer to the WebSocket handshake within " + options.connectTimeoutMs()
                                + " ms; check that an agent listens there");
    }

    void refused(int status, String phrase, String body) {
        String shown =
                body.isBlank() ? "with an empty body" : "\"" + redaction.clean(PlainText.of(body), MOST_DETAIL) + "\"";
        finish(
                status == 429 ? Kind.RATE_LIMITED : Kind.REFUSED,
                agent() + (status < 300 ? " answered, but opened no WebSocket: " : " refused the WebSocket handshake: ")
                        + status + " " + redaction.clean(phrase, 60) + ", " + shown
                        + (status < 300 ? "; a web server listens there: check port and path" : protocol.hint(status)));
    }

    // What the open WebSocket brings.

    /** The WebSocket is open; what is written to {@code below} goes to the agent as it is. */
    void upgraded(ChannelHandlerContext below) {
        socket = below;
        handshake = null;
        if (state == State.DIALLING) {
            state = State.OPENING;
            again(
                    options.connectTimeoutMs() * 1_000_000,
                    () -> finish(
                            Kind.PROTOCOL,
                            agent() + " opened a WebSocket but sent no " + conversation.awaited() + " within "
                                    + options.connectTimeoutMs()
                                    + " ms; check that the path leads to an agent that speaks "
                                    + protocol.name()));
            conversation.start(arrival.atNanos());
        }
    }

    void text(ByteBuf content) {
        if (state != State.CLOSED) {
            int length = content.readableBytes();
            conversation.text(arrival.atNanos(), scratch.text(content), length);
        }
    }

    void binary(ByteBuf content) {
        if (state != State.CLOSED) {
            conversation.binary(arrival.atNanos(), content);
        }
    }

    void closedByAgent(int code, String reason) {
        Channel open = channel;
        if (open != null && state != State.CLOSING && state != State.CLOSED) {
            // 1005 stands for "no code" and must not be sent; any other is sent back, as RFC 6455, 5.5.1 has it.
            var answer = code == 1005 || code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
            var unused = open.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }
        int shown = code < 0 ? 1005 : code;
        String own = protocol.closeCode(shown);
        String said = reason.isBlank() ? "" : ", \"" + redaction.clean(reason, 200) + "\"";
        String before = lastTrouble.isEmpty() ? "" : "; before that: " + lastTrouble;
        String what = "closed the connection with "
                + (own.isEmpty() ? CloseCodes.named(shown) : shown + " (" + own + ")") + said + before
                + SessionEnds.advice(said + before);
        boolean wasOpen = state == State.OPEN;
        finish(kind(shown, reason, wasOpen), (wasOpen ? "the agent " : agent() + " ") + what);
    }

    private Kind kind(int code, String reason, boolean wasOpen) {
        return protocol.meaning(code, reason).orElseGet(() -> {
            if (limited(reason) || (code != 1000 && limited(lastTrouble))) {
                return Kind.RATE_LIMITED;
            }
            return code == CloseCodes.TRY_AGAIN_LATER && !wasOpen
                    ? Kind.BUSY
                    : wasOpen ? Kind.AGENT_CLOSED : Kind.REFUSED;
        });
    }

    /** True where an agent's words say that too much was asked of it. */
    static boolean limited(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("rate limit")
                || lower.contains("rate_limit")
                || lower.contains("too many requests")
                || lower.contains("too_many_requests")
                || lower.contains("quota")
                || lower.contains("resource_exhausted")
                || lower.contains("session_limit_reached")
                || lower.contains("concurrency limit");
    }

    void flooded() {
        finish(
                Kind.FLOODED,
                "the agent sent a message larger than " + SocketLink.MOST_FRAME_BYTES / (1 << 20)
                        + " MiB; no reply needs so much at once");
    }

    void corrupt(Throwable cause) {
        finish(
                Kind.PROTOCOL,
                "the agent broke the WebSocket protocol: " + redaction.clean(Redaction.reason(cause), 200));
    }

    void broke(String what) {
        finish(
                Kind.BROKEN,
                redaction.clean(what, 300)
                        + (lastTrouble.isEmpty()
                                ? ""
                                : "; before that: " + lastTrouble + SessionEnds.advice(lastTrouble)));
    }

    // What the conversation asks.

    @Override
    public Timeline timeline() {
        return timeline;
    }

    @Override
    public LoopScratch scratch() {
        return scratch;
    }

    @Override
    public ByteBuf buffer(int mostBytes) {
        return scratch.message(mostBytes);
    }

    @Override
    public void sendText(ByteBuf message) {
        write(MaskedFrames.TEXT, message.array(), message.arrayOffset(), message.readableBytes());
    }

    @Override
    public void sendBinary(ByteBuf message) {
        write(MaskedFrames.BINARY, message.array(), message.arrayOffset(), message.readableBytes());
    }

    @Override
    public void json(ObjectNode message) {
        try {
            byte[] bytes = RealtimeMessages.JSON.writeValueAsBytes(message);
            write(MaskedFrames.TEXT, bytes, 0, bytes.length);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message made here could not be written: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes past Netty's encoder; that the channel broke is told by its end, so no promise is needed. */
    private void write(int opcode, byte[] bytes, int offset, int length) {
        ChannelHandlerContext out = socket;
        if (out != null && (state == State.OPENING || state == State.OPEN)) {
            int mask = ThreadLocalRandom.current().nextInt();
            ByteBuf frame = scratch.frames.frame(opcode, bytes, offset, length, mask);
            var unused = out.writeAndFlush(frame, out.channel().unsafe().voidPromise());
        }
    }

    @Override
    public void recognised() {
        if (state == State.OPENING) {
            timer.cancel();
        }
    }

    @Override
    public void opened(long atNanos) {
        if (state == State.OPENING) {
            state = State.OPEN;
            timer.cancel();
            listener.connected(atNanos);
        }
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public String clean(String text, int most) {
        return redaction.clean(text, most);
    }

    @Override
    public String agent() {
        Target known = target;
        return known == null ? protocol.address().shown() : known.address().shown();
    }

    @Override
    public void bad(long at, String what) {
        trouble(at, what);
        if (++bad == MOST_BAD) {
            // Not at once: whoever calls may have more to do with the event.
            end(
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
    public void noted(String what) {
        lastTrouble = redaction.clean(what, MOST_DETAIL);
    }

    @Override
    public void unknown(String type) {
        link.countUnknown(redaction.clean(type, 100));
    }

    // How it ends.

    boolean livesOn(EventLoop other) {
        return loop.equals(other);
    }

    /** The link closes; on the loop. */
    void linkCloses() {
        finish(Kind.HUNG_UP, "the link was closed");
    }

    /** Ends after what is being done now; until then nothing is sent. */
    @Override
    public void end(Kind kind, String detail) {
        if (state != State.CLOSED && decided == null) {
            state = State.CLOSING;
            decided = new Link.Ending(kind, detail);
            conversation.over();
            loop.execute(() -> finish(kind, detail));
        }
    }

    /** Ends now; for the reason that was decided before, where there was one. */
    void finish(Kind kind, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        timer.cancel();
        conversation.over();
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
