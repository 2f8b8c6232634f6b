package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Exotel: Twilio's messages in snake case with linear sound at 8 kHz, in multiples of 320 bytes and at least 100 ms at a time.
 *
 * @param streamSid the stream, to be named in every message
 * @param parameters {@code start.custom_parameters}
 */
record ExotelDialect(String streamSid, JsonNode parameters) implements PhoneDialect {

    private static final LinearAudio AUDIO = new LinearAudio(8_000);
    private static final PhoneFraming.Sizes SIZES = new PhoneFraming.Sizes(3_200, 96_000, 320);

    static ExotelDialect of(JsonNode first) throws ClientError {
        JsonNode format = first.path("start").path("media_format");
        if (format.path("sample_rate").asInt(8_000) != 8_000) {
            throw PhoneDialect.wrongForm("Exotel", format.toString(), "16 bits at 8000 Hz");
        }
        return new ExotelDialect(
                first.path("stream_sid").textValue(), first.path("start").path("custom_parameters"));
    }

    @Override
    public String provider() {
        return "Exotel";
    }

    @Override
    public AudioForm audio() {
        return AUDIO;
    }

    @Override
    public PhoneFraming.Sizes sizes() {
        return SIZES;
    }

    @Override
    public void play(ClientChannel to, byte[] sound) {
        to.send(PhoneDialect.media(sound).put("stream_sid", streamSid));
    }

    @Override
    public void clear(ClientChannel to) {
        to.send(ClientJson.object().put("event", "clear").put("stream_sid", streamSid));
    }

    @Override
    public void mark(ClientChannel to, String name) {
        to.send(PhoneDialect.marked(name).put("stream_sid", streamSid));
    }

    @Override
    public Optional<String> played(JsonNode event) {
        return PhoneDialect.echoed(event);
    }
}
