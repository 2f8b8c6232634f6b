package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Twilio Media Streams: µ-law at 8 kHz in base64 in JSON; messages of any length.
 *
 * @param streamSid the stream, to be named in every message
 * @param parameters {@code customParameters}
 */
record TwilioDialect(String streamSid, JsonNode parameters) implements PhoneDialect {

    static TwilioDialect of(JsonNode start) throws ClientError {
        JsonNode format = start.path("mediaFormat");
        boolean muLaw = format.path("encoding").asText("audio/x-mulaw").equals("audio/x-mulaw")
                && format.path("sampleRate").asInt(8_000) == 8_000
                && format.path("channels").asInt(1) == 1;
        if (!muLaw) {
            throw PhoneDialect.wrongForm("Twilio", format.toString(), "audio/x-mulaw, 8000 Hz, one channel");
        }
        return new TwilioDialect(start.path("streamSid").textValue(), start.path("customParameters"));
    }

    @Override
    public String provider() {
        return "Twilio";
    }

    @Override
    public AudioForm audio() {
        return WireFormat.PCMU;
    }

    @Override
    public PhoneFraming.Sizes sizes() {
        return PhoneFraming.Sizes.ANY;
    }

    @Override
    public void play(ClientChannel to, byte[] sound) {
        to.send(PhoneDialect.media(sound).put("streamSid", streamSid));
    }

    @Override
    public void clear(ClientChannel to) {
        to.send(ClientJson.object().put("event", "clear").put("streamSid", streamSid));
    }

    @Override
    public void mark(ClientChannel to, String name) {
        to.send(PhoneDialect.marked(name).put("streamSid", streamSid));
    }

    @Override
    public Optional<String> played(JsonNode event) {
        return PhoneDialect.echoed(event);
    }
}
