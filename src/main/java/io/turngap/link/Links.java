package io.turngap.link;

import io.turngap.scenario.Nearest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The way to an agent by its address. */
public final class Links {

    /**
     * A way of writing an address.
     *
     * @param prefix what stands before the colon
     * @param keyVariables environment variables that hold its secrets
     * @param example an address as a user would write it
     * @param protocol makes the protocol from what stands behind the colon
     */
    private record Way(
            String prefix,
            Set<String> keyVariables,
            String example,
            BiFunction<String, LinkOptions, Protocol> protocol) {}

    private static final List<Way> WAYS = List.of(
            new Way(
                    "openai",
                    Set.of(OpenAiRealtime.KEY_VARIABLE),
                    "openai:ws://127.0.0.1:8765/v1/realtime",
                    (rest, options) -> new OpenAiRealtime(OpenAiRealtime.address(rest), options)),
            new Way(
                    "azure",
                    Set.of(AzureRealtime.KEY_VARIABLE),
                    "azure:wss://RESOURCE.openai.azure.com/openai/v1/realtime?model=DEPLOYMENT",
                    AzureRealtime::new),
            new Way("pipecat", Set.of(Pipecat.KEY_VARIABLE), "pipecat:ws://127.0.0.1:8765", Pipecat::new),
            new Way("deepgram", Set.of(HostedAgents.DEEPGRAM_KEY), "deepgram:", HostedAgents::deepgram),
            new Way("elevenlabs", Set.of(HostedAgents.ELEVENLABS_KEY), "elevenlabs:AGENT_ID", HostedAgents::elevenLabs),
            new Way("gemini", HostedAgents.GEMINI_KEYS, "gemini:MODEL", HostedAgents::gemini),
            new Way("file", Set.of(), "file:my-agent.yaml", Links::declared),
            telephone(new TwilioDialect()),
            telephone(new TelnyxDialect()),
            telephone(new PlivoDialect()),
            telephone(new VonageDialect()),
            telephone(new ExotelDialect()));

    private Links() {}

    private static Way telephone(Dialect dialect) {
        return new Way(
                dialect.prefix(),
                dialect.keyVariable().map(Set::of).orElse(Set.of()),
                PhoneStreams.example(dialect),
                (rest, options) -> new PhoneStreams(dialect, rest, options));
    }

    private static Protocol declared(String rest, LinkOptions options) {
        if (rest.isBlank()) {
            throw new LinkException(
                    "the agent's address is \"file:\" with nothing behind it; expected is the link's file, such as file:my-agent.yaml: change --agent");
        }
        return new DeclaredLink(AgentLinkFile.read(Path.of(rest.strip())), options, DeclaredLink.Place.AS_WRITTEN);
    }

    /** What may stand before the colon of an address: one name a protocol, so that a test can go through all of them. */
    static List<String> prefixes() {
        return WAYS.stream().map(Way::prefix).toList();
    }

    /** Environment variables that hold secrets of any protocol. */
    public static Set<String> keyVariables() {
        return WAYS.stream().flatMap(way -> way.keyVariables().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * A link to the agent at {@code address}: a protocol's name, a colon and where to, such as {@code openai:wss://HOST/PATH}; a plain
     * {@code ws:} or {@code wss:} address means {@code openai}. Nothing is sent before the first call.
     *
     * @throws LinkException when the address or an option cannot be used; its message repeats no secret
     */
    public static SocketLink open(String address, LinkOptions options) {
        String given = address.strip();
        int colon = given.indexOf(':');
        String first = colon < 0 ? "" : given.substring(0, colon).toLowerCase(Locale.ROOT);
        if (first.equals("ws") || first.equals("wss")) {
            return new SocketLink(new OpenAiRealtime(OpenAiRealtime.address(given), options), options);
        }
        Way way = WAYS.stream()
                .filter(w -> w.prefix().equals(first))
                .findFirst()
                .orElseThrow(() -> new LinkException("the agent's address begins "
                        + (first.isEmpty()
                                ? "\"" + AgentAddress.firstWord(given) + "\""
                                : "with \"" + AgentAddress.firstWord(first) + ":\"")
                        + "; allowed are "
                        + WAYS.stream().map(Way::example).collect(Collectors.joining(", "))
                        + ", and ws:// or wss:// for OpenAI Realtime: "
                        + Nearest.to(first, prefixes())
                                .map(prefix -> "did you mean " + prefix + ":? ")
                                .orElse("")
                        + "change --agent"));
        return new SocketLink(way.protocol().apply(given.substring(colon + 1), options), options);
    }
}
