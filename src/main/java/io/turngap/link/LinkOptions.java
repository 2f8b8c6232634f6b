package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param settings what the protocol is told besides, as the scenario's {@code link:} has it; each protocol says which keys it takes
 * @param connectTimeoutMs most time from dialling to the handshake's answer, and again from there to the open session
 * @param eventLoops threads that carry all calls
 * @param milestones ask for Turngap's own events also of agents that are not on this machine
 * @param keys secrets by the name of their environment variable; sent over TLS or to this machine only
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
        ObjectNode settings,
        long connectTimeoutMs,
        int eventLoops,
        boolean milestones,
        Keys keys,
        Optional<Path> trustedCertificates,
        List<ToolDeclaration> tools) {

    /** PCM both ways, 10 s to connect, one event loop, no key, everything else the agent's own. */
    public static final LinkOptions DEFAULTS = new LinkOptions(
            WireFormat.PCM,
            WireFormat.PCM,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode(),
            10_000,
            1,
            false,
            Keys.none(),
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

    /** {@link #DEFAULTS} with the keys that the environment holds. */
    public static LinkOptions of(Map<String, String> environment) {
        return DEFAULTS.withKeys(Keys.of(environment));
    }

    /** The key of a variable, where there is one and {@code address} is fit to be sent it: encrypted, or on this machine. */
    Optional<Secret> sendableKey(String variable, AgentAddress address) {
        return keys.get(variable).filter(key -> address.tls() || address.loopback());
    }

    /** Why an agent may have refused for the sake of a key, and what to do; begins with a separator. */
    String keyHint(String variable, AgentAddress address) {
        if (keys.get(variable).isEmpty()) {
            return "; no key was sent: set the environment variable " + variable;
        }
        return sendableKey(variable, address).isEmpty()
                ? "; the key of " + variable
                        + " was not sent, because an address of another machine without TLS is not encrypted: use wss:"
                : "; the key of " + variable + " was sent: check that it is valid and may be used for this";
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
                settings,
                connectTimeoutMs,
                eventLoops,
                milestones,
                keys,
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
                settings,
                timeoutMs,
                eventLoops,
                milestones,
                keys,
                trustedCertificates,
                tools);
    }

    /** With a model to name at connect. */
    public LinkOptions withModel(String name) {
        return new LinkOptions(
                input,
                output,
                Optional.of(name),
                instructions,
                voice,
                turnDetection,
                transcription,
                settings,
                connectTimeoutMs,
                eventLoops,
                milestones,
                keys,
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
                settings,
                connectTimeoutMs,
                loops,
                milestones,
                keys,
                trustedCertificates,
                tools);
    }

    /** With other keys, or none. */
    public LinkOptions withKeys(Keys others) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                settings,
                connectTimeoutMs,
                eventLoops,
                milestones,
                others,
                trustedCertificates,
                tools);
    }

    /** With other settings for the protocol. */
    public LinkOptions withSettings(ObjectNode others) {
        return new LinkOptions(
                input,
                output,
                model,
                instructions,
                voice,
                turnDetection,
                transcription,
                others.deepCopy(),
                connectTimeoutMs,
                eventLoops,
                milestones,
                keys,
                trustedCertificates,
                tools);
    }

    /** The user's own headers for every request to {@code address}; see {@link OwnHeaders#to}. */
    Map<String, String> headers(AgentAddress address) {
        return new OwnHeaders(settings, keys).to(address);
    }

    /** The secrets that {@link #headers} sends. */
    List<Secret> headerSecrets() {
        return new OwnHeaders(settings, keys).secrets();
    }

    /**
     * Checks that the settings hold nothing but {@code allowed}, at the top.
     *
     * @throws LinkException naming the key that is not, and those that are
     */
    void allowSettings(String protocol, Set<String> allowed) {
        settings.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name) && !name.equals(OwnHeaders.KEY)) {
                throw new LinkException("the scenario's link block has \"" + name + "\", which " + protocol
                        + " does not know; allowed are "
                        + String.join(
                                ", ",
                                Stream.concat(Stream.of(OwnHeaders.KEY), allowed.stream())
                                        .sorted()
                                        .toList())
                        + ": change link or --set link.…");
            }
        });
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
                settings,
                connectTimeoutMs,
                eventLoops,
                milestones,
                keys,
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
                settings,
                connectTimeoutMs,
                eventLoops,
                milestones,
                keys,
                trustedCertificates,
                declared);
    }
}
