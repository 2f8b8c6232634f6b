package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * What a scenario's {@code link:} block says of a Pipecat bot.
 *
 * @param body put into {@code POST /start} for the bot: {@code link.body}
 * @param version of RTVI: {@code link.version}
 * @param audioRateHz samples a second of the caller's sound on the wire: {@code link.audio_rate}
 * @param tools functions that the caller's side runs, by name
 */
record PipecatSettings(ObjectNode body, String version, int audioRateHz, List<String> tools) {

    private static final String BODY = "body";
    private static final String VERSION = "version";
    private static final String AUDIO_RATE = "audio_rate";
    private static final String USUAL_VERSION = "2.1.0";
    private static final int USUAL_RATE_HZ = 16_000;

    static PipecatSettings of(LinkOptions options) {
        options.allowSettings("Pipecat", Set.of(BODY, VERSION, AUDIO_RATE));
        JsonNode body = options.settings().path(BODY);
        if (!body.isMissingNode() && !body.isObject()) {
            throw new LinkException(
                    "link.body is " + body + "; it must be an object, which the bot is given at /start");
        }
        String version = options.settings().path(VERSION).asText(USUAL_VERSION);
        if (!isVersion(version)) {
            throw new LinkException(
                    "link.version is \"" + version + "\"; it must be three numbers such as " + USUAL_VERSION);
        }
        JsonNode rate = options.settings().path(AUDIO_RATE);
        if (!rate.isMissingNode() && !rate.isIntegralNumber()) {
            throw new LinkException("link.audio_rate is " + rate + "; it must be a number such as " + USUAL_RATE_HZ);
        }
        return new PipecatSettings(
                body instanceof ObjectNode given ? given : JsonNodeFactory.instance.objectNode(),
                version,
                SoundFormat.pcm(rate.asInt(USUAL_RATE_HZ)).rateHz(),
                options.tools().stream().map(ToolDeclaration::name).toList());
    }

    private static boolean isVersion(String text) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 3
                && List.of(parts).stream()
                        .allMatch(
                                p -> !p.isEmpty() && p.length() < 6 && p.chars().allMatch(Character::isDigit));
    }
}
