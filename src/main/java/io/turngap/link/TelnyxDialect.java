package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Telnyx media streaming: TeXML with {@code <Stream bidirectionalMode="rtp">}, then PCMU or PCMA in JSON, keys in snake case (Telnyx's
 * AsyncAPI page and its page on TeXML's {@code <Stream>}).
 */
final class TelnyxDialect implements Dialect {

    private final VoiceMarkup markup = new VoiceMarkup("TeXML", TelnyxDialect::stream);

    @Override
    public String prefix() {
        return "telnyx";
    }

    @Override
    public String protocolName() {
        return "telnyx-media-streaming";
    }

    @Override
    public String provider() {
        return "Telnyx";
    }

    @Override
    public SoundFormat sound(AgentAddress stream) {
        return SoundFormat.MULAW_8K;
    }

    @Override
    public String hookMethod() {
        return "POST";
    }

    @Override
    public Map<String, String> hookParameters(PhoneCall call) {
        return TwilioDialect.form(call);
    }

    @Override
    public CallAnswer answer(byte[] body, AgentAddress hook) {
        return markup.answer(body, hook);
    }

    private static StreamOrder stream(XmlElement stream, String parent, AgentAddress hook) {
        String mode = stream.attribute("bidirectionalMode");
        if (!mode.equalsIgnoreCase("rtp")) {
            throw new LinkException("the <Stream> has the bidirectionalMode \"" + mode
                    + "\" (mp3 where none is given), which Turngap does not speak; it must be rtp");
        }
        String rate = stream.attribute("bidirectionalSamplingRate");
        if (!rate.isEmpty() && !rate.equals("8000")) {
            throw new LinkException("the <Stream> has the bidirectionalSamplingRate " + rate
                    + "; spoken here are PCMU and PCMA, which have 8000");
        }
        StreamOrder order =
                StreamUrls.stream(TwilioDialect.url(stream), hook, codec("codec", stream.attribute("codec")));
        return new StreamOrder(
                order.address(),
                order.written(),
                order.input(),
                codec("bidirectionalCodec", stream.attribute("bidirectionalCodec")),
                TwilioDialect.parameters(stream),
                order.notes());
    }

    private static SoundFormat codec(String key, String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "", "DEFAULT", "PCMU" -> SoundFormat.MULAW_8K;
            case "PCMA" -> SoundFormat.ALAW_8K;
            default ->
                throw new LinkException(
                        "the <Stream> has the " + key + " \"" + name + "\"; spoken here are PCMU and PCMA");
        };
    }

    private static ObjectNode message(String event, PhoneCall call, long sequence) {
        return Dialect.event(event)
                .put("sequence_number", Long.toString(sequence))
                .put("stream_id", call.callUuid());
    }

    @Override
    public List<ObjectNode> opening(PhoneCall call, StreamOrder order) {
        ObjectNode message = message("start", call, 1);
        ObjectNode start = message.putObject("start")
                .put("user_id", call.account())
                .put("call_control_id", call.callSid())
                .put("call_session_id", call.callUuid())
                .put("from", call.from())
                .put("to", call.to());
        start.putObject("media_format")
                .put("encoding", order.input().equals(SoundFormat.ALAW_8K) ? "PCMA" : "PCMU")
                .put("sample_rate", 8_000)
                .put("channels", 1);
        start.set("custom_parameters", Dialect.texts(call.parameters()));
        return List.of(Dialect.event("connected").put("version", "1.0.0"), message);
    }

    @Override
    public Optional<MediaMessage> media(PhoneCall call) {
        return Optional.of(MediaMessage.of("{\"event\":\"media\",\"sequence_number\":\"#sequence\",\"stream_id\":\""
                + call.callUuid() + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"#chunk\","
                + "\"timestamp\":\"#timestamp\",\"payload\":\"#payload\"}}"));
    }

    @Override
    public ObjectNode played(PhoneCall call, long sequence, String mark) {
        ObjectNode message = message("mark", call, sequence);
        message.putObject("mark").put("name", mark);
        return message;
    }

    @Override
    public ObjectNode digit(PhoneCall call, long sequence, char key) {
        ObjectNode message = message("dtmf", call, sequence);
        message.putObject("dtmf").put("digit", String.valueOf(key));
        return message;
    }

    @Override
    public Optional<ObjectNode> stop(PhoneCall call, long sequence) {
        ObjectNode message = message("stop", call, sequence);
        message.putObject("stop").put("user_id", call.account()).put("call_control_id", call.callSid());
        return Optional.of(message);
    }

    @Override
    public String audioEvent() {
        return "media";
    }

    @Override
    public String streamKey() {
        return "stream_id";
    }

    @Override
    public String streamId(PhoneCall call) {
        return call.callUuid();
    }

    @Override
    public AgentSays read(ObjectNode message) {
        return AgentSays.asTwilio(message);
    }
}
