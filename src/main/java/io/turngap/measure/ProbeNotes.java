package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request to one component noted beside its milestones: the part of a journal's line that only a probe has.
 *
 * @param kind what was probed
 * @param ending {@link #OK}, or the kind of failure: {@code timeout}, {@code rate_limited}, {@code refused} (4xx), {@code server_error}
 *     (5xx, or an error in the stream), {@code unreachable}, {@code broken} (the answer ended early), {@code malformed}, {@code empty},
 *     {@code inaudible}
 * @param status HTTP status; absent where there was none
 * @param connection {@link #COLD} when the request had to open one, {@link #WARM} when it found one open; empty where there was none
 * @param values counts and lengths by name, units last: see the constants
 * @param gapsUs µs from each piece of an answer to the next
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProbeNotes(
        ProbeKind kind,
        String ending,
        @Nullable Integer status,
        String connection,
        Map<String, Double> values,
        @JsonProperty("gaps_us") List<Long> gapsUs) {

    /** The request was answered. */
    public static final String OK = "ok";
    /** No answer, or not all of it, in time. */
    public static final String TIMEOUT = "timeout";
    /** The server would not do more for now (429). */
    public static final String RATE_LIMITED = "rate_limited";

    /** The request opened a connection. */
    public static final String COLD = "cold";
    /** The request found a connection open. */
    public static final String WARM = "warm";

    /** Tokens of the answer, by the server's count. */
    public static final String COMPLETION_TOKENS = "completion_tokens";
    /** Tokens of the prompt, by the server's count. */
    public static final String PROMPT_TOKENS = "prompt_tokens";
    /** Pieces with text or a tool call. */
    public static final String PIECES = "pieces";
    /** How long the audio is that came. */
    public static final String AUDIO_MS = "audio_ms";
    /** Time in which a player had nothing to play. */
    public static final String DRY_MS = "dry_ms";
    /** How often that was so. */
    public static final String DRY_GAPS = "dry_gaps";
    /** Words that were said. */
    public static final String WORDS = "words";
    /** Words taken for others, left out or made up. */
    public static final String WORD_ERRORS = "word_errors";
    /** What the server asked to wait before the next request. */
    public static final String RETRY_AFTER_S = "retry_after_s";
    /** More than one where a connection was found dead and the request sent again. */
    public static final String ATTEMPTS = "attempts";

    public ProbeNotes {
        ending = ending == null ? OK : ending;
        connection = connection == null ? "" : connection;
        values = values == null ? Map.of() : values;
        gapsUs = gapsUs == null ? List.of() : gapsUs;
    }

    /** A value by its name; NaN where it was not noted. */
    public double value(String name) {
        Double value = values.get(name);
        return value == null ? Double.NaN : value;
    }
}
