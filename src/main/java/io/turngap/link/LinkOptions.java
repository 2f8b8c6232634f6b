package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an agent is spoken to. What is empty is left to the agent's own defaults.
 *
 * @param input format of the caller's sound on the wire
 * @param output format of the agent's sound on the wire
 * @param model put into the address where the address names none
 * @param instructions system prompt of the session
 * @param voice the agent's voice
 * @param turnDetection the protocol's {@code turn_detection} object, as it is
 * @param transcription model that transcribes the caller; without one some agents never tell what they heard
 * @param connectTimeoutMs most time from dialling to the handshake's answer, and again from there to the open session
 * @param eventLoops threads that carry all calls
 * @param milestones ask for Turngap's own events also of agents that are not on this machine
 * @param apiKey sent as {@code Authorization: Bearer}, over {@code wss:} or to this machine only
 * @param trustedCertificates PEM file of certificates to trust instead of Java's own
 * @param tools functions on the caller's side, for protocols in which the client tells the agent of them
 */
public record LinkOptions(
        WireFormat input,
        WireFormat output,
        Optional<String> model,
        Optional<String> instructions,
        Optional<String> voice,
        Optional<JsonNode> turnDetection,
        Optional<String> transcription,
        long connectTimeoutMs,
        int eventLoops,
        boolean milestones,
        Optional<Secret> apiKey,
        Optional<Path> trustedCertificates,
        List<ToolDeclaration> tools) {

    /** Environment variable that holds the API key. */
    public static final String KEY_VARIABLE = "OPENAI_API_KEY";

    /** PCM both ways, 10 s to connect, one event loop, no key, everything else the agent's own. */
    public static final LinkOptions DEFAULTS = new LinkOptions(
            WireFormat.PCM,
            WireFormat.PCM,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            10_000,
            1,
            false,
            Optional.empty(),
            Optional.empty(),
            List.of());

    private static final long MOST_CONNECT_TIMEOUT_MS = 600_000;
    private static final int MOST_EVENT_LOOPS = 256;

    public LinkOptions {
        tools = List.copyOf(tools);
        if (connectTimeoutMs < 1 || connectTimeoutMs > MOST_CONNECT_TIMEOUT_MS) {
            throw new LinkException("connect timeout is " + connectTimeoutMs + " ms; it must be 1 to "
                    + MOST_CONNECT_TIMEOUT_MS + " ms: give a value in that range");
        }
        if (eventLoops < 1 || eventLoops > MOST_EVENT_LOOPS) {
            throw new LinkException("event loops are " + eventLoops + "; there must be 1 to " + MOST_EVENT_LOOPS
                    + ": one a core is plenty");
        }
        if (turnDetection.isPresent()
                && !(turnDetection.get().isObject() || turnDetection.get().isNull())) {
            throw new LinkException("turn detection is " + turnDetection.get()
                    + "; it must be an object such as {\"type\":\"server_vad\"}, or null for none");
        }
    }

    /** {@link #DEFAULTS} with the key of {@link #KEY_VARIABLE}, where that is set. */
    public static LinkOptions of(Map<String, String> environment) {
        return DEFAULTS.withApiKey(Optional.ofNullable(environment.get(KEY_VARIABLE))
                .filter(key -> !key.isBlank())
                .map(Secret::new));
    }

    /** With one format both ways. */
    public LinkOptions withFormat(WireFormat format) {
        return new LinkOptions(
                format,
                format,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                connectTimeoutMs,
                eventLoops,
                milestones,
                apiKey,
                trustedCertificates,
                tools);
    }

    /** With another time to connect, in milliseconds. */
    public LinkOptions withConnectTimeoutMs(long timeoutMs) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                timeoutMs,
                eventLoops,
                milestones,
                apiKey,
                trustedCertificates,
                tools);
    }

    /** With another number of event loop threads. */
    public LinkOptions withEventLoops(int loops) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                connectTimeoutMs,
                loops,
                milestones,
                apiKey,
                trustedCertificates,
                tools);
    }

    /** With another API key, or none. */
    public LinkOptions withApiKey(Optional<Secret> key) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                connectTimeoutMs,
                eventLoops,
                milestones,
                key,
                trustedCertificates,
                tools);
    }

    /** With certificates of one's own to trust. */
    public LinkOptions withTrustedCertificates(Path pem) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                connectTimeoutMs,
                eventLoops,
                milestones,
                apiKey,
                Optional.of(pem),
                tools);
    }

    /** With functions to tell the agent of. */
    public LinkOptions withTools(List<ToolDeclaration> declared) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                connectTimeoutMs,
                eventLoops,
                milestones,
                apiKey,
                trustedCertificates,
                declared);
    }
}
