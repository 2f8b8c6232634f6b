package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The protocol's two generations of names, of which a client must choose one for its settings; on receipt both are understood. Servers of
 * one's own and Azure's previews still speak the older.
 */
enum RealtimeDialect {
    /** Generally available: {@code session.audio.input.format} and the like. */
    GA,
    /** {@code OpenAI-Beta: realtime=v1}: a flat session, {@code session.input_audio_format}. */
    BETA;

    /** Key of a scenario's {@code link:} block that decides: true for the beta, false for GA. */
    static final String SETTING = "beta";

    private static final Map<String, String> BETA_HEADER = Map.of("openai-beta", "realtime=v1");

    /**
     * What the options decide; empty where they leave it to the agent.
     *
     * @throws LinkException when the setting is neither true nor false
     */
    static Optional<RealtimeDialect> of(LinkOptions options) {
        JsonNode beta = options.settings().path(SETTING);
        if (beta.isMissingNode()) {
            return Optional.empty();
        }
        if (!beta.isBoolean()) {
            throw new LinkException(
                    "link.beta is " + beta
                            + "; it must be true (the beta's names) or false (GA's): change it, or leave it out to go by what the agent speaks");
        }
        return Optional.of(beta.booleanValue() ? BETA : GA);
    }

    /** Headers that ask for what the options decide. */
    static Map<String, String> headers(LinkOptions options) {
        return of(options).equals(Optional.of(BETA)) ? BETA_HEADER : Map.of();
    }

    /** What an agent's session is written in; empty where it says nothing that only one of them has. */
    static Optional<RealtimeDialect> shownBy(JsonNode session) {
        if (session.path("type").isTextual() || session.has("audio") || session.has("output_modalities")) {
            return Optional.of(GA);
        }
        boolean flat = session.has("modalities")
                || session.has("input_audio_format")
                || session.has("output_audio_format")
                || session.has("turn_detection");
        return flat ? Optional.of(BETA) : Optional.empty();
    }
}
