package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plivo audio streaming: XML with the stream's URL as text, then sound in JSON; what comes back is {@code playAudio}, {@code checkpoint}
 * and {@code clearAudio}. Requests are not signed: Plivo's own signature is another than Twilio's.
 */
final class PlivoDialect implements Dialect {

    private final VoiceMarkup markup = new VoiceMarkup("Plivo XML", PlivoDialect::stream);

    @Override
    public String prefix() {
        return "plivo";
    }

    @Override
    public String protocolName() {
        return "plivo-audio-streaming";
    }

    @Override
    public String provider() {
        return "Plivo";
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
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallUUID", call.callUuid());
        form.put("From", call.from());
        form.put("To", call.to());
        form.put("CallStatus", "ringing");
        form.put("Direction", "inbound");
        form.put("Event", "StartApp");
        return form;
    }

    @Override
    public CallAnswer answer(byte[] body, AgentAddress hook) {
        return markup.answer(body, hook);
    }

    private static StreamOrder stream(XmlElement stream, String parent, AgentAddress hook) {
        if (!stream.attribute("bidirectional").equals("true")) {
            throw new LinkException("the <Stream> has no bidirectional=\"true\" and so only listens: what the agent"
                    + " says would never be heard");
        }
        if (stream.text().isEmpty()) {
            throw new LinkException("the <Stream> has no URL as its text; it must say where the stream goes");
        }
        String type = stream.attribute("contentType");
        // Where none is asked for Plivo sends L16 at 8 kHz.
        SoundFormat sound = MediaTypes.parse(type.isEmpty() ? "audio/x-l16;rate=8000" : type, 8_000)
                .orElseThrow(() -> new LinkException("the <Stream> has the contentType \"" + type
                        + "\"; spoken here are audio/x-mulaw;rate=8000 and audio/x-l16;rate=8000 or 16000"));
        StreamOrder order = StreamUrls.stream(stream.text(), hook, sound);
        return new StreamOrder(
                order.address(), order.written(), sound, sound, headers(stream.attribute("extraHeaders")), List.of());
    }

    /** {@code a=1,b=2}. */
    private static Map<String, String> headers(String written) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : written.split(",", -1)) {
            int equals = header.indexOf('=');
            if (equals > 0) {
                headers.put(
                        header.substring(0, equals).strip(),
                        header.substring(equals + 1).strip());
            }
        }
        return headers;
    }

    private static ObjectNode message(String event, PhoneCall call, long sequence) {
        return Dialect.event(event).put("sequenceNumber", sequence).put("streamId", call.streamSid());
    }

    @Override
    public List<ObjectNode> opening(PhoneCall call, StreamOrder order) {
        ObjectNode message = Dialect.event("start").put("sequenceNumber", 1);
        ObjectNode start = message.putObject("start")
                .put("callId", call.callUuid())
                .put("streamId", call.streamSid())
                .put("accountId", call.account());
        start.putArray("tracks").add("inbound");
        boolean muLaw = order.input().encoding() == SoundFormat.Encoding.MULAW;
        start.putObject("mediaFormat")
                .put("encoding", muLaw ? "audio/x-mulaw" : "audio/x-l16")
                .put("sampleRate", order.input().rateHz());
        message.put("extra_headers", Dialect.texts(call.parameters()).toString());
        return List.of(message);
    }

    @Override
    public Optional<MediaMessage> media(PhoneCall call) {
        return Optional.of(MediaMessage.of("{\"event\":\"media\",\"sequenceNumber\":#sequence,\"streamId\":\""
                + call.streamSid() + "\",\"media\":{\"track\":\"inbound\",\"chunk\":#chunk,"
                + "\"timestamp\":\"#timestamp\",\"payload\":\"#payload\"}}"));
    }

    @Override
    public ObjectNode played(PhoneCall call, long sequence, String mark) {
        return message("playedStream", call, sequence).put("name", mark);
    }

    @Override
    public Optional<ObjectNode> cleared(PhoneCall call, long sequence) {
        return Optional.of(message("clearedAudio", call, sequence));
    }

    @Override
    public ObjectNode digit(PhoneCall call, long sequence, char key) {
        ObjectNode message = message("dtmf", call, sequence);
        message.putObject("dtmf").put("track", "inbound").put("digit", String.valueOf(key));
        return message;
    }

    @Override
    public Optional<ObjectNode> stop(PhoneCall call, long sequence) {
        return Optional.of(message("stop", call, sequence));
    }

    @Override
    public String audioEvent() {
        return "playAudio";
    }

    @Override
    public String callId(PhoneCall call) {
        return call.callUuid();
    }

    @Override
    public String streamKey() {
        return "streamId";
    }

    @Override
    public String streamId(PhoneCall call) {
        return call.streamSid();
    }

    @Override
    public AgentSays read(ObjectNode message) {
        return switch (message.path("event").asText("")) {
            case "playAudio" -> AgentSays.sound(message);
            case "clearAudio" -> AgentSays.clear();
            case "checkpoint" -> AgentSays.mark(message.path("name"));
            default -> AgentSays.unknown(message, "event");
        };
    }
}
