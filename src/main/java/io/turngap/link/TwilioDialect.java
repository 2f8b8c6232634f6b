package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Twilio Media Streams: TwiML with {@code <Connect><Stream>}, then 8 kHz µ-law in JSON, numbers as strings (Twilio's documentation of
 * {@code <Stream>} and of the WebSocket messages).
 */
final class TwilioDialect implements Dialect {

    /** The account's auth token, with which webhooks and streams are signed. */
    static final String KEY_VARIABLE = "TWILIO_AUTH_TOKEN";

    private final VoiceMarkup markup = new VoiceMarkup("TwiML", TwilioDialect::stream);

    @Override
    public String prefix() {
        return "twilio";
    }

    @Override
    public String protocolName() {
        return "twilio-media-streams";
    }

    @Override
    public String provider() {
        return "Twilio";
    }

    @Override
    public Optional<String> keyVariable() {
        return Optional.of(KEY_VARIABLE);
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
        return form(call);
    }

    /** The form of an inbound call, which Telnyx has taken over. */
    static Map<String, String> form(PhoneCall call) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("CallSid", call.callSid());
        form.put("AccountSid", call.account());
        form.put("From", call.from());
        form.put("Caller", call.from());
        form.put("To", call.to());
        form.put("Called", call.to());
        form.put("CallStatus", "ringing");
        form.put("Direction", "inbound");
        form.put("ApiVersion", "2010-04-01");
        return form;
    }

    @Override
    public Map<String, String> signature(Keys keys, String url, Map<String, String> form) {
        return keys.get(KEY_VARIABLE)
                .map(token -> Map.of(TwilioSignature.HEADER, TwilioSignature.of(token, url, form)))
                .orElse(Map.of());
    }

    @Override
    public CallAnswer answer(byte[] body, AgentAddress hook) {
        return markup.answer(body, hook);
    }

    private static StreamOrder stream(XmlElement stream, String parent, AgentAddress hook) {
        if (!parent.equals("Connect")) {
            throw new LinkException("the <Stream> stands in <" + parent
                    + ">, which only listens: what the agent says would never be heard; it must stand in <Connect>");
        }
        StreamOrder order = StreamUrls.stream(url(stream), hook, SoundFormat.MULAW_8K);
        List<String> notes = order.address().uri().getRawQuery() == null
                ? List.of()
                : List.of("its TwiML has a query in the <Stream>'s url, which Twilio takes away; Turngap sent it:"
                        + " use <Parameter> instead");
        return new StreamOrder(
                order.address(), order.written(), order.input(), order.output(), parameters(stream), notes);
    }

    /** The {@code url} of a {@code <Stream>}. */
    static String url(XmlElement stream) {
        String url = stream.attribute("url");
        if (url.isBlank()) {
            throw new LinkException("the <Stream> has no url; it must say where the stream goes");
        }
        return url;
    }

    /** What {@code <Parameter name value>} inside a stream say. */
    static Map<String, String> parameters(XmlElement stream) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (XmlElement child : stream.children()) {
            if (child.name().equals("Parameter") && !child.attribute("name").isEmpty()) {
                parameters.put(child.attribute("name"), child.attribute("value"));
            }
        }
        return parameters;
    }

    private static ObjectNode message(String event, PhoneCall call, long sequence) {
        return Dialect.event(event)
                .put("sequenceNumber", Long.toString(sequence))
                .put("streamSid", call.streamSid());
    }

    @Override
    public List<ObjectNode> opening(PhoneCall call, StreamOrder order) {
        ObjectNode connected =
                Dialect.event("connected").put("protocol", "Call").put("version", "1.0.0");
        ObjectNode message = message("start", call, 1);
        ObjectNode start = message.putObject("start")
                .put("accountSid", call.account())
                .put("streamSid", call.streamSid())
                .put("callSid", call.callSid());
        start.putArray("tracks").add("inbound");
        start.putObject("mediaFormat")
                .put("encoding", "audio/x-mulaw")
                .put("sampleRate", 8_000)
                .put("channels", 1);
        start.set("customParameters", Dialect.texts(call.parameters()));
        return List.of(connected, message);
    }

    @Override
    public Optional<MediaMessage> media(PhoneCall call) {
        return Optional.of(MediaMessage.of("{\"event\":\"media\",\"sequenceNumber\":\"#sequence\",\"streamSid\":\""
                + call.streamSid() + "\",\"media\":{\"track\":\"inbound\",\"chunk\":\"#chunk\","
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
        message.putObject("dtmf").put("track", "inbound_track").put("digit", String.valueOf(key));
        return message;
    }

    @Override
    public Optional<ObjectNode> stop(PhoneCall call, long sequence) {
        ObjectNode message = message("stop", call, sequence);
        message.putObject("stop").put("accountSid", call.account()).put("callSid", call.callSid());
        return Optional.of(message);
    }

    @Override
    public String audioEvent() {
        return "media";
    }

    @Override
    public String streamKey() {
        return "streamSid";
    }

    @Override
    public String streamId(PhoneCall call) {
        return call.streamSid();
    }

    @Override
    public boolean streamIdNeeded() {
        return true;
    }

    @Override
    public AgentSays read(ObjectNode message) {
        return AgentSays.asTwilio(message);
    }
}
