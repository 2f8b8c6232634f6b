package io.turngap.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.turngap.link.Link.Ending.Kind;
import io.turngap.time.Timeline;
import java.nio.charset.StandardCharsets;

/**
 * One call with a Pipecat bot: protobuf frames of sound, and RTVI messages in frames of their own.
 *
 * <p>The story: it says {@code client-ready} and is open when {@code bot-ready} comes, when sound comes before that, or when two seconds passed
 * in which a bot without RTVI said nothing. Frames go out as they are spoken. What RTVI messages mean is {@link RtviEvents}' business.
 */
final class PipecatConversation implements Conversation {

    private static final long READY_WAIT_NANOS = 2_000_000_000L;
    private static final String READY_ID = "turngap1";
    private static final int WAV_HEADER = 0x46464952; // "RIFF", little-endian
    private static final int WAV_HEADER_BYTES = 44;
    private static final int MOST_CHANNELS = 2;

    private final Wire wire;
    private final PipecatSettings settings;
    private final long waitNanos;
    private final boolean asksForMilestones;
    private final FrameEncoder encoder;
    private final IncomingSound sound;
    private final RtviEvents events;
    private final PipecatFrame in = new PipecatFrame();
    private Timeline.Scheduled timer = () -> {};
    private boolean open;
    private boolean greeted;

    PipecatConversation(
            Wire wire,
            PipecatSettings settings,
            long connectTimeoutMs,
            boolean asksForMilestones,
            Link.Listener listener) {
        this.wire = wire;
        this.settings = settings;
        this.waitNanos = Math.min(READY_WAIT_NANOS, connectTimeoutMs * 1_000_000);
        this.asksForMilestones = asksForMilestones;
        this.encoder = new FrameEncoder(SoundFormat.pcm(settings.audioRateHz()));
        this.sound = new IncomingSound(wire, listener, SoundFormat.pcm(24_000));
        this.events = new RtviEvents(wire, listener, sound, settings.tools(), this::say);
    }

    @Override
    public void start(long atNanos) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("version", settings.version());
        data.putObject("about").put("library", "turngap");
        if (!settings.tools().isEmpty()) {
            settings.tools().forEach(data.putArray("functions")::add);
        }
        say("client-ready", READY_ID, data);
        wire.recognised();
        timer = wire.timeline().after(waitNanos, () -> open(wire.timeline().nowNanos()));
    }

    @Override
    public String awaited() {
        return "bot-ready";
    }

    @Override
    public void text(long atNanos, byte[] bytes, int length) {
        wire.bad(atNanos, "a text message of " + length + " bytes where a protobuf frame is due; it was dropped");
    }

    @Override
    public void binary(long atNanos, ByteBuf content) {
        int bytes = content.readableBytes();
        if (!in.read(content)) {
            wire.bad(atNanos, "a binary message of " + bytes + " bytes that is no serialized pipecat.Frame");
            return;
        }
        switch (in.kind()) {
            case AUDIO -> audio(atNanos, content);
            case MESSAGE -> message(atNanos, in.text());
            case INTERRUPTION -> events.interrupted(atNanos);
            case TRANSCRIPTION -> events.heard(atNanos, in.text());
            case TEXT -> wire.unknown("TextFrame");
            case OTHER -> wire.unknown("unknown frame");
        }
    }

    private void audio(long at, ByteBuf content) {
        open(at);
        int channels = Math.max(1, in.channels());
        ByteBuf pcm = content.slice(in.soundFrom(), in.soundBytes());
        if (pcm.readableBytes() > WAV_HEADER_BYTES && pcm.getIntLE(0) == WAV_HEADER) {
            pcm.skipBytes(WAV_HEADER_BYTES);
        }
        if (channels > MOST_CHANNELS) {
            wire.bad(at, "audio of " + channels + " channels; spoken are 1 and 2");
            return;
        }
        if (in.rateHz() != 0 && in.rateHz() != sound.format().rateHz()) {
            try {
                sound.format(SoundFormat.pcm(in.rateHz()));
            } catch (LinkException e) {
                wire.bad(at, String.valueOf(e.getMessage()));
                return;
            }
        }
        events.audio(at);
        sound.raw(at, channels == 2 ? mono(pcm) : pcm, events.replyId());
    }

    /** The mean of two channels, in place: what is written lies behind what is still to be read. */
    private static ByteBuf mono(ByteBuf pcm) {
        int from = pcm.readerIndex();
        int frames = pcm.readableBytes() / 4;
        for (int i = 0; i < frames; i++) {
            int left = pcm.getShortLE(from + 4 * i);
            int right = pcm.getShortLE(from + 4 * i + 2);
            pcm.setShortLE(from + 2 * i, (left + right) >> 1);
        }
        return pcm.slice(from, frames * 2);
    }

    private void message(long at, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonMessages.object(wire, at, bytes, bytes.length).ifPresent(message -> rtvi(at, message));
    }

    private void rtvi(long at, ObjectNode message) {
        String type = message.path("type").asText("");
        if (!message.path("label").asText("").equals(RtviEvents.LABEL)) {
            wire.unknown("message without the label " + RtviEvents.LABEL);
        } else if (type.equals("bot-ready")) {
            ready(at, message.path("data"));
        } else if (type.equals("error-response")
                && message.path("id").asText("").equals(READY_ID)) {
            wire.trouble(
                    at,
                    "the bot minds our version " + settings.version() + " of RTVI: "
                            + message.path("data").path("error").asText("it does not say why"));
        } else if (type.equals("error") && message.path("data").path("fatal").asBoolean(false)) {
            String why = wire.clean(message.path("data").path("error").asText("it does not say why"), 300);
            wire.end(
                    CallSocket.limited(why) ? Kind.RATE_LIMITED : Kind.AGENT_CLOSED,
                    "the bot reports a fatal error: " + why);
        } else {
            events.event(at, type, message);
        }
    }

    private void ready(long at, JsonNode data) {
        events.about(data.path("about").path("stages"));
        if (asksForMilestones && !greeted) {
            greeted = true;
            events.own().start();
        }
        open(at);
    }

    private void open(long at) {
        if (!open) {
            open = true;
            timer.cancel();
            wire.opened(at);
        }
    }

    private void say(String type, String id, JsonNode data) {
        ObjectNode message = JsonNodeFactory.instance
                .objectNode()
                .put("label", RtviEvents.LABEL)
                .put("type", type)
                .put("id", id);
        message.set("data", data);
        try {
            byte[] json = RealtimeMessages.JSON.writeValueAsBytes(message);
            ByteBuf out = wire.buffer(json.length + PipecatFrame.MESSAGE_OVERHEAD);
            PipecatFrame.message(json, out);
            wire.sendBinary(out);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message made here could not be written: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void frame(short[] frame) {
        LoopScratch scratch = wire.scratch();
        int bytes = encoder.encode(frame, scratch);
        ByteBuf out = wire.buffer(bytes + PipecatFrame.AUDIO_OVERHEAD);
        PipecatFrame.audio(scratch.bytes, bytes, settings.audioRateHz(), out);
        wire.sendBinary(out);
    }

    @Override
    public long soundDelayNanos() {
        return encoder.delayNanos();
    }

    @Override
    public void answerTool(ToolAnswer answer) {
        events.answer(answer);
    }

    @Override
    public boolean press(String keys) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        var buttons = data.putArray("buttons");
        keys.chars().forEach(key -> buttons.add(String.valueOf((char) key)));
        say("dtmf", "turngap-keys", data);
        return true;
    }

    @Override
    public void goodbye() {
        say("disconnect-bot", "turngap-bye", JsonNodeFactory.instance.objectNode());
    }

    @Override
    public void over() {
        timer.cancel();
        events.own().stop();
    }
}
