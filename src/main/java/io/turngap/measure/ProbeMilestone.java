package io.turngap.measure;

/**
 * The instants of a request to one component, beside those of {@link Milestone} that it shares with a call ({@code llm.first_token},
 * {@code tts.first_byte}, {@code first_audible}, {@code stt.final}). Microseconds from the request's intended start; for streaming
 * recognition from the last speech sample, as in a call.
 */
public final class ProbeMilestone {

    /** The request was due: the origin, always 0, but for streaming recognition. */
    public static final String REQUEST = "request";
    /** It began; later than due where all of the probe's requests at once were still on their way. */
    public static final String HTTP_START = "http.start";
    /** The host's address was asked for. */
    public static final String DNS_START = "http.dns_start";
    /** The host's address is known. */
    public static final String DNS_END = "http.dns_end";
    /** A connection was begun. */
    public static final String CONNECT_START = "http.connect_start";
    /** The connection stands, its encryption is negotiated from here. */
    public static final String TLS_START = "http.tls_start";
    /** The encryption stands. */
    public static final String TLS_END = "http.tls_end";
    /** The connection can be used. */
    public static final String CONNECT_END = "http.connect_end";
    /** A connection, new or kept, was given to the request. */
    public static final String ACQUIRED = "http.acquired";
    /** The last byte of the request left. */
    public static final String SENT = "http.sent";
    /** The head of the answer is there. */
    public static final String HEAD = "http.first_byte";
    /** The WebSocket is open. */
    public static final String OPEN = "ws.open";
    /** First piece of a model's reasoning. */
    public static final String FIRST_REASONING = "llm.first_reasoning";
    /** Last piece of the answer. */
    public static final String LAST_TOKEN = "llm.last_token";
    /** Last audio byte. */
    public static final String LAST_BYTE = "tts.last_byte";
    /** First speech sample was spoken (streaming recognition). */
    public static final String SPEECH_START = "speech_start";
    /** First words of a transcript that may still change. */
    public static final String FIRST_PARTIAL = "stt.first_partial";
    /** The recogniser said, early, that the turn may be over. */
    public static final String EAGER_END = "stt.eager_end";
    /** The recogniser said that the turn is over. */
    public static final String TURN_END = "stt.turn_end";
    /** The answer is over. */
    public static final String END = "end";

    private ProbeMilestone() {}
}
