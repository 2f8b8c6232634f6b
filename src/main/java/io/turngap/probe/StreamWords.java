package io.turngap.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.measure.Milestone;
import io.turngap.measure.ProbeMilestone;
import java.util.Optional;

/**
 * What a streaming recogniser says in one session, of Deepgram's two protocols: {@code Results} of {@code /v1/listen}, and {@code TurnInfo}
 * of Flux ({@code /v2/listen}).
 *
 * <p>The transcript is final with the first final result after the last speech sample that covers it: by the result's own window of the
 * sound, or, where it tells none, because it says that speech is over or answers {@code Finalize}. Where final words come after that one,
 * it was not final, and the later one is. Thread-safe: told by the socket's thread, asked by the one that speaks.
 */
final class StreamWords {

    /** A window that ends this much before the end of speech still covers it: recognisers count in frames of their own. */
    private static final double TOLERANCE_S = 0.1;

    private static final int MOST_CHARS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Attempt attempt;
    private final double speechEndS;
    private final StringBuilder words = new StringBuilder();
    private long speechEndNanos = Long.MAX_VALUE;
    private boolean covered;
    private boolean over;
    private Optional<Attempt.Failure> failure = Optional.empty();
    private int unknown;

    /**
     * Words of one utterance.
     *
     * @param speechEndS the last speech sample, seconds from the start of the stream
     */
    StreamWords(Attempt attempt, double speechEndS) {
        this.attempt = attempt;
        this.speechEndS = speechEndS;
    }

    /** A message came. */
    synchronized void message(String text, long now) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            fail("malformed", "the server sent what is no JSON: " + shown(text));
            return;
        }
        switch (node.path("type").asText("")) {
            case "Results" -> results(node, now);
            case "TurnInfo" -> turnInfo(node, now);
            case "UtteranceEnd" -> attempt.first(ProbeMilestone.TURN_END, now);
            case "Metadata" -> attempt.first(ProbeMilestone.END, now);
            case "Connected", "SpeechStarted", "KeepAlive", "ConfigureSuccess" -> {}
            case "Error", "error" ->
                fail(
                        node.toString().contains("RATE") || node.toString().contains("rate_limit")
                                ? "rate_limited"
                                : "server_error",
                        "the server said: " + shown(text));
            default -> unknown++;
        }
    }

    private void results(JsonNode node, long now) {
        String text = node.path("channel")
                .path("alternatives")
                .path(0)
                .path("transcript")
                .asText("");
        boolean isFinal = node.path("is_final").asBoolean();
        boolean speechFinal = node.path("speech_final").asBoolean();
        boolean answersFinalize = node.path("from_finalize").asBoolean();
        double untilS = node.path("duration").isNumber()
                ? node.path("start").asDouble() + node.path("duration").asDouble()
                : Double.NaN;
        if (!text.isBlank()) {
            attempt.first(ProbeMilestone.FIRST_PARTIAL, now);
        }
        if (isFinal) {
            boolean covers = Double.isNaN(untilS) ? speechFinal || answersFinalize : reaches(untilS);
            finalWords(text, covers || answersFinalize, now);
            if (covered && (speechFinal || answersFinalize)) {
                attempt.first(ProbeMilestone.TURN_END, now);
                over = true;
            }
        }
    }

    private void turnInfo(JsonNode node, long now) {
        String text = node.path("transcript").asText("");
        double untilS = node.path("audio_window_end").asDouble(Double.NaN);
        if (!text.isBlank()) {
            attempt.first(ProbeMilestone.FIRST_PARTIAL, now);
        }
        switch (node.path("event").asText("")) {
            case "EagerEndOfTurn" -> attempt.first(ProbeMilestone.EAGER_END, now);
            case "EndOfTurn" -> {
                finalWords(text, Double.isNaN(untilS) || reaches(untilS), now);
                if (covered) {
                    attempt.first(ProbeMilestone.TURN_END, now);
                    over = true;
                }
            }
            default -> {}
        }
    }

    private boolean reaches(double untilS) {
        return untilS >= speechEndS - TOLERANCE_S;
    }

    private void finalWords(String text, boolean covers, long now) {
        if (!text.isBlank() && words.length() < MOST_CHARS) {
            words.append(words.isEmpty() ? "" : " ").append(text.strip());
        }
        boolean more = covered && !text.isBlank();
        if ((covers && !covered && now >= speechEndNanos) || more) {
            covered = true;
            attempt.last(Milestone.STT_FINAL, now);
        }
    }

    /** When the last speech sample is spoken: a result before that is not final, whatever it says. */
    synchronized void speechEnds(long nanos) {
        speechEndNanos = nanos;
    }

    /** Nothing more will come: the socket was closed by the server, or broke. */
    synchronized void ended(Attempt.Failure why) {
        if (failure.isEmpty() && !covered) {
            failure = Optional.of(why);
        }
        over = true;
    }

    private void fail(String ending, String why) {
        if (failure.isEmpty()) {
            failure = Optional.of(Attempt.Failure.of(ending, why));
        }
        over = true;
    }

    /** True when a final transcript covers all that was said. */
    synchronized boolean isCovered() {
        return covered;
    }

    /** True when the recogniser has said that speech is over, or nothing more will come. */
    synchronized boolean isOver() {
        return over;
    }

    /** Why there is no transcript, where it failed. */
    synchronized Optional<Attempt.Failure> failure() {
        return failure;
    }

    /** All final words. */
    synchronized String words() {
        return words.toString();
    }

    /** Messages of types that are not known here. */
    synchronized int unknown() {
        return unknown;
    }

    private static String shown(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
