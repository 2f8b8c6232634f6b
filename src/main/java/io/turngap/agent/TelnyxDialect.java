package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Telnyx: as Twilio, in µ-law or A-law, with messages of 20 ms to 30 s that name no stream.
 *
 * @param audio the codec that the stream was opened with
 * @param parameters {@code start.custom_parameters}
 */
record TelnyxDialect(WireFormat audio, JsonNode parameters) implements PhoneDialect {

    /** 20 ms and 30 s at 8,000 bytes a second. */
    private static final PhoneFraming.Sizes SIZES = new PhoneFraming.Sizes(160, 240_000, 1);

    static TelnyxDialect of(JsonNode start) throws ClientError {
        JsonNode format = start.path("media_format");
        String encoding = format.path("encoding").asText("PCMU");
        boolean known = encoding.equals("PCMU") || encoding.equals("PCMA");
        if (!known || format.path("sample_rate").asInt(8_000) != 8_000) {
            throw PhoneDialect.wrongForm("Telnyx", format.toString(), "PCMU or PCMA, 8000 Hz");
        }
        return new TelnyxDialect(
                encoding.equals("PCMU") ? WireFormat.PCMU : WireFormat.PCMA, start.path("custom_parameters"));
    }

    @Override
    public String provider() {
        return "Telnyx";
    }

    @Override
    public PhoneFraming.Sizes sizes() {
        return SIZES;
    }

    @Override
    public void play(ClientChannel to, byte[] sound) {
        to.send(PhoneDialect.media(sound));
    }

    @Override
    public void clear(ClientChannel to) {
        to.send(ClientJson.object().put("event", "clear"));
    }

    @Override
    public void mark(ClientChannel to, String name) {
        to.send(PhoneDialect.marked(name));
    }

    @Override
    public Optional<String> played(JsonNode event) {
        return PhoneDialect.echoed(event);
    }
}
