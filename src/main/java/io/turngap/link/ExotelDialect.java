package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.Link.Ending.Kind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Exotel AgentStream (Voicebot applet): 16-bit samples in JSON, keys in snake case, 100 ms a message. So much a caller on Exotel waits
 * longer than on Twilio, and it shows in {@code uplink}: a sample leaves up to 80 ms after it was spoken. A hook, where there is one,
 * answers with JSON that names the stream's URL; the rate stands in that URL's query ({@code sample-rate}).
 */
final class ExotelDialect implements Dialect {

    private static final int FRAMES = 5;

    @Override
    public String prefix() {
        return "exotel";
    }

    @Override
    public String protocolName() {
        return "exotel-agentstream";
    }

    @Override
    public String provider() {
        return "Exotel";
    }

    @Override
    public SoundFormat sound(AgentAddress stream) {
        String query = String.valueOf(stream.uri().getRawQuery());
        return SoundFormat.pcm(
                query.contains("sample-rate=24000") ? 24_000 : query.contains("sample-rate=16000") ? 16_000 : 8_000);
    }

    @Override
    public int framesAMessage() {
        return FRAMES;
    }

    @Override
    public String hookMethod() {
        return "GET";
    }

    @Override
    public Map<String, String> hookParameters(PhoneCall call) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("CallSid", call.callSid());
        query.put("CallFrom", call.from());
        query.put("CallTo", call.to());
        query.put("Direction", "incoming");
        return query;
    }

    @Override
    public CallAnswer answer(byte[] body, AgentAddress hook) {
        try {
            JsonNode url = RealtimeMessages.JSON.readTree(body).path("url");
            if (!url.isTextual()) {
                return new CallAnswer.Ended(
                        Kind.PROTOCOL, "answered the call with JSON without \"url\", which must name the stream");
            }
            StreamOrder order = StreamUrls.stream(url.textValue(), hook, SoundFormat.pcm(8_000));
            return new CallAnswer.Connect(
                    StreamOrder.plain(order.address(), order.written(), sound(order.address())), 0);
        } catch (IOException e) {
            return new CallAnswer.Ended(
                    Kind.PROTOCOL, "answered the call with what is no JSON; expected is {\"url\": \"wss://…\"}");
        } catch (LinkException wrong) {
            return new CallAnswer.Ended(
                    Kind.PROTOCOL, "answered the call with a stream of which " + wrong.getMessage());
        }
    }

    private static ObjectNode message(String event, PhoneCall call, long sequence) {
        return Dialect.event(event)
                .put("sequence_number", Long.toString(sequence))
                .put("stream_sid", call.streamSid());
    }

    @Override
    public List<ObjectNode> opening(PhoneCall call, StreamOrder order) {
        ObjectNode message = message("start", call, 1);
        ObjectNode start = message.putObject("start")
                .put("stream_sid", call.streamSid())
                .put("call_sid", call.callSid())
                .put("account_sid", call.account())
                .put("from", call.from())
                .put("to", call.to());
        start.set("custom_parameters", Dialect.texts(call.parameters()));
        start.putObject("media_format")
                .put("encoding", "audio/x-raw")
                .put("sample_rate", Integer.toString(order.input().rateHz()))
                .put("bit_rate", "16");
        return List.of(Dialect.event("connected"), message);
    }

    @Override
    public Optional<MediaMessage> media(PhoneCall call) {
        return Optional.of(MediaMessage.of("{\"event\":\"media\",\"sequence_number\":\"#sequence\",\"stream_sid\":\""
                + call.streamSid() + "\",\"media\":{\"chunk\":\"#chunk\",\"timestamp\":\"#timestamp\","
                + "\"payload\":\"#payload\"}}"));
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
        message.putObject("dtmf").put("digit", String.valueOf(key)).put("duration", "100");
        return message;
    }

    @Override
    public Optional<ObjectNode> stop(PhoneCall call, long sequence) {
        ObjectNode message = message("stop", call, sequence);
        message.putObject("stop")
                .put("call_sid", call.callSid())
                .put("account_sid", call.account())
                .put("reason", "callended");
        return Optional.of(message);
    }

    @Override
    public String audioEvent() {
        return "media";
    }

    @Override
    public String streamKey() {
        return "stream_sid";
    }

    @Override
    public String streamId(PhoneCall call) {
        return call.streamSid();
    }

    @Override
    public AgentSays read(ObjectNode message) {
        return AgentSays.asTwilio(message);
    }
}
