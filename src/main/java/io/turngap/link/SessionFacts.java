package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a {@code session.created} or {@code session.updated} says that a caller must heed, in GA or beta form.
 *
 * @param input format in which the agent wants the caller's sound, where it says
 * @param output format of the agent's sound, where it says
 * @param interruptResponse whether the agent stops when the caller speaks, where it says
 * @param unusable a format that it says and that is not spoken here
 * @param transcribesOnly true where it is a session without replies
 */
record SessionFacts(
        Optional<WireFormat> input,
        Optional<WireFormat> output,
        Optional<Boolean> interruptResponse,
        Optional<String> unusable,
        boolean transcribesOnly) {

    static SessionFacts of(JsonNode session) {
        JsonNode in = session.path("audio").path("input");
        JsonNode inFormat = either(in.path("format"), session.path("input_audio_format"));
        JsonNode outFormat =
                either(session.path("audio").path("output").path("format"), session.path("output_audio_format"));
        JsonNode detection = either(in.path("turn_detection"), session.path("turn_detection"));
        JsonNode interrupts = detection.path("interrupt_response");
        return new SessionFacts(
                format(inFormat),
                format(outFormat),
                interrupts.isBoolean() ? Optional.of(interrupts.booleanValue()) : Optional.empty(),
                unusable(inFormat).or(() -> unusable(outFormat)).or(() -> unusableRate(session, inFormat)),
                session.path("type").asText("").equals("transcription")
                        || session.path("object").asText("").equals("realtime.transcription_session"));
    }

    private static JsonNode either(JsonNode ga, JsonNode beta) {
        return ga.isMissingNode() ? beta : ga;
    }

    private static String name(JsonNode format) {
        return format.isObject() ? format.path("type").asText("") : format.isTextual() ? format.asText() : "";
    }

    private static Optional<WireFormat> format(JsonNode node) {
        return WireFormat.of(name(node)).filter(f -> node.path("rate").asInt(f.rateHz()) == f.rateHz());
    }

    /** Azure Voice Live's own place for the rate; it says nothing of G.711, which has but one. */
    private static Optional<String> unusableRate(JsonNode session, JsonNode inFormat) {
        int rateHz = session.path("input_audio_sampling_rate").asInt(WireFormat.PCM.rateHz());
        return rateHz != WireFormat.PCM.rateHz() && format(inFormat).equals(Optional.of(WireFormat.PCM))
                ? Optional.of("pcm16 at " + rateHz + " Hz")
                : Optional.empty();
    }

    private static Optional<String> unusable(JsonNode node) {
        boolean silent = name(node).isEmpty();
        return silent || format(node).isPresent() ? Optional.empty() : Optional.of(node.toString());
    }
}
