package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Optional;

/**
 * Plivo: {@code playAudio}, {@code clearAudio} and {@code checkpoint}; µ-law at 8 kHz or linear at 8 or 16 kHz.
 *
 * @param streamId the stream, to be named in every message
 * @param contentType of the sound, as it stands in messages
 * @param parameters what stands in {@code extra_headers}
 */
record PlivoDialect(String streamId, String contentType, AudioForm audio, JsonNode parameters) implements PhoneDialect {

    private static final String MU_LAW = "audio/x-mulaw";
    private static final String LINEAR = "audio/x-l16";

    static PlivoDialect of(JsonNode start) throws ClientError {
        JsonNode format = start.path("mediaFormat");
        String encoding = format.path("encoding").asText(MU_LAW);
        int rateHz = format.path("sampleRate").asInt(8_000);
        String id = start.path("streamId").textValue();
        JsonNode parameters = start.path("extra_headers");
        if (encoding.equals(MU_LAW) && rateHz == 8_000) {
            return new PlivoDialect(id, MU_LAW, WireFormat.PCMU, parameters);
        }
        if (encoding.equals(LINEAR) && (rateHz == 8_000 || rateHz == 16_000)) {
            return new PlivoDialect(id, LINEAR, new LinearAudio(rateHz), parameters);
        }
        throw PhoneDialect.wrongForm(
                "Plivo", format.toString(), MU_LAW + " at 8000 Hz or " + LINEAR + " at 8000 or 16000 Hz");
    }

    @Override
    public String provider() {
        return "Plivo";
    }

    @Override
    public PhoneFraming.Sizes sizes() {
        return PhoneFraming.Sizes.ANY;
    }

    @Override
    public void play(ClientChannel to, byte[] sound) {
        ObjectNode event = event("playAudio");
        event.putObject("media")
                .put("contentType", contentType)
                .put("sampleRate", audio.rateHz())
                .put("payload", Base64.getEncoder().encodeToString(sound));
        to.send(event);
    }

    @Override
    public void clear(ClientChannel to) {
        to.send(event("clearAudio"));
    }

    @Override
    public void mark(ClientChannel to, String name) {
        to.send(event("checkpoint").put("name", name));
    }

    @Override
    public Optional<String> played(JsonNode event) {
        return event.path("event").asText().equals("playedStream")
                ? Optional.of(event.path("name").asText())
                : Optional.empty();
    }

    private ObjectNode event(String name) {
        return ClientJson.object().put("event", name).put("streamId", streamId);
    }
}
