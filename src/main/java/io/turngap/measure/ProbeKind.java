package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The components that can be probed alone, and the metrics of each: what a request to it is measured by. All metrics are spans in
 * milliseconds; those of calls ({@link Metrics#NAMES}) are no metrics of a probe, and the other way round.
 */
public enum ProbeKind {
    /** A language model behind chat completions. */
    LLM("an LLM", "ttft", Milestone.LLM_FIRST_TOKEN),
    /** A speech synthesis. */
    TTS("a TTS", "first_sound", Milestone.FIRST_AUDIBLE),
    /** A speech recognition, whole files or streaming. */
    STT("an STT", "ttfs", Milestone.STT_FINAL);

    /** Behind the name of {@link #headline()}: requests that had to open their connection. */
    public static final String COLD = "_cold";
    /** Behind the name of {@link #headline()}: requests that found one open. */
    public static final String WARM = "_warm";
    /** Request → first piece of reasoning, which is no part of the answer. */
    public static final String REASONING = "first_reasoning";
    /** One piece of the answer → the next; many values a request. */
    public static final String INTER_TOKEN = "inter_token";
    /** First → last token, over the number of tokens less one, where the server tells how many there were. */
    public static final String TIME_PER_TOKEN = "time_per_token";
    /** Request → end of the answer. */
    public static final String TOTAL = "total";
    /** Request → first audio byte. */
    public static final String TTFB = "ttfb";
    /** First audio byte → first audible sample. */
    public static final String LEADING_SILENCE = "leading_silence";
    /** Time, a request, in which a player that began with the first byte would have had nothing to play. */
    public static final String DRY = "dry";
    /** Request → end, for each second of audio: 1000 times the real-time factor. */
    public static final String TIME_PER_AUDIO_SECOND = "time_per_audio_second";
    /** First speech sample → first partial result with words (streaming), or request → first piece of the transcript (HTTP). */
    public static final String FIRST_PARTIAL = "first_partial";
    /** Connection begun → WebSocket open. */
    public static final String HANDSHAKE = "handshake";

    private static final String PROTOCOL = "probe.";

    private final String title;
    private final String headline;
    private final String milestone;

    ProbeKind(String title, String headline, String milestone) {
        this.title = title;
        this.headline = headline;
        this.milestone = milestone;
    }

    /** The name in files and on the command line. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this name; empty for one that this version does not know. */
    @JsonCreator
    static ProbeKind of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** With its article, such as {@code an LLM}. */
    public String title() {
        return title;
    }

    /** The metric that a probe of this kind is about. */
    public String headline() {
        return headline;
    }

    /** The milestone with which {@link #headline()} ends. */
    public String milestone() {
        return milestone;
    }

    /** What {@code run.json} names as the protocol of what was called. */
    public String protocol() {
        return PROTOCOL + wireName();
    }

    /** The kind of probe that wrote a {@code run.json} with this protocol; empty for a run of calls. */
    public static Optional<ProbeKind> ofProtocol(String protocol) {
        return Stream.of(values())
                .filter(kind -> kind.protocol().equals(protocol))
                .findFirst();
    }

    /** Its metrics in the order of reports, each with its meaning. */
    public Map<String, String> metrics() {
        Map<String, String> metrics = new LinkedHashMap<>();
        metrics.put(headline, meaning());
        metrics.put(headline + COLD, "as above, on a connection that had to be opened");
        metrics.put(headline + WARM, "as above, on a connection that was open");
        switch (this) {
            case LLM -> {
                metrics.put(REASONING, "request to the first piece of reasoning, which is no answer");
                metrics.put(INTER_TOKEN, "one piece of the answer to the next");
                metrics.put(TIME_PER_TOKEN, "first to last token, over the tokens after the first");
            }
            case TTS -> {
                metrics.put(TTFB, "request to first audio byte");
                metrics.put(LEADING_SILENCE, "first audio byte to first audible sample");
                metrics.put(DRY, "time in which the player had nothing to play, a request");
                metrics.put(TIME_PER_AUDIO_SECOND, "request to end, for each second of audio");
            }
            case STT -> {
                metrics.put(FIRST_PARTIAL, "first speech sample (or request) to the first words");
                metrics.put(HANDSHAKE, "connection begun to WebSocket open");
            }
        }
        metrics.put(TOTAL, this == STT ? "request (or last speech sample) to the end of the answer" : "request to end");
        return metrics;
    }

    private String meaning() {
        return switch (this) {
            case LLM -> "request to first token of the answer";
            case TTS -> "request to first audible sample";
            case STT -> "request, or last speech sample, to the final transcript";
        };
    }

    /** The metrics of all kinds, each once. */
    public static List<String> allMetrics() {
        return Stream.of(values())
                .flatMap(kind -> kind.metrics().keySet().stream())
                .distinct()
                .toList();
    }

    /** True for the metric that a kind is about, also on cold or on warm connections alone. */
    static boolean isHeadline(String metric) {
        for (ProbeKind kind : values()) {
            if (metric.equals(kind.headline)
                    || metric.equals(kind.headline + COLD)
                    || metric.equals(kind.headline + WARM)) {
                return true;
            }
        }
        return false;
    }

    /** The rates of a probe of this kind, each one of {@link Share#NAMES}. */
    public List<String> rates() {
        return this == STT
                ? List.of(Share.MISSED, Share.RATE_LIMITED, Share.WORD_ERRORS, Share.FAILED_CALLS)
                : List.of(Share.MISSED, Share.RATE_LIMITED, Share.FAILED_CALLS);
    }
}
