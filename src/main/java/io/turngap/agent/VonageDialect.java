package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Vonage: the first message is text and says the form, then sound goes both ways in binary messages of 20 ms, and commands in text.
 *
 * @param audio linear, at the rate that the first message says
 * @param parameters the first message itself, in which the call's headers stand
 */
record VonageDialect(LinearAudio audio, JsonNode parameters) implements PhoneDialect {

    private static final String FORM = "audio/l16;rate=";

    static VonageDialect of(JsonNode connected) throws ClientError {
        String form = connected.path("content-type").asText(FORM + 16_000);
        String rate = form.startsWith(FORM) ? form.substring(FORM.length()).strip() : "";
        return switch (rate) {
            case "8000", "16000", "24000" -> new VonageDialect(new LinearAudio(Integer.parseInt(rate)), connected);
            default -> throw PhoneDialect.wrongForm("Vonage", form, FORM + "8000, 16000 or 24000");
        };
    }

    @Override
    public String provider() {
        return "Vonage";
    }

    @Override
    public boolean binary() {
        return true;
    }

    @Override
    public PhoneFraming.Sizes sizes() {
        int bytes = audio.rateHz() / 50 * audio.bytesASample();
        return new PhoneFraming.Sizes(bytes, bytes, bytes);
    }

    @Override
    public void play(ClientChannel to, byte[] sound) {
        to.sendBinary(sound);
    }

    @Override
    public void clear(ClientChannel to) {
        to.send(ClientJson.object().put("action", "clear"));
    }

    @Override
    public void mark(ClientChannel to, String name) {
        var action = ClientJson.object().put("action", "notify");
        action.putObject("payload").put("name", name);
        to.send(action);
    }

    @Override
    public Optional<String> played(JsonNode event) {
        return event.path("event").asText().equals("websocket:notify")
                ? Optional.of(event.path("payload").path("name").asText())
                : Optional.empty();
    }
}
