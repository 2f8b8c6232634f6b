package io.turngap.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.link.DeclaredLink.Place;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Vendors whose protocols are files of this room: what may stand behind the colon of their addresses. Each takes {@code ws:} or {@code wss:}
 * and a full address instead, for a proxy or a stand-in.
 */
final class HostedAgents {

    static final String DEEPGRAM_KEY = "DEEPGRAM_API_KEY";
    static final String ELEVENLABS_KEY = "ELEVENLABS_API_KEY";
    static final Set<String> GEMINI_KEYS = Set.of("GEMINI_API_KEY", "GEMINI_ACCESS_TOKEN");

    private static final int MOST_NAME = 200;

    private HostedAgents() {}

    /** {@code deepgram:} alone is the vendor's own host. */
    static Protocol deepgram(String rest, LinkOptions options) {
        String given = rest.strip();
        Place place = given.isEmpty() || given.equals("default")
                ? Place.AS_WRITTEN
                : socket(given, Optional.empty(), "deepgram", "nothing more, or deepgram:wss://HOST/PATH");
        return new DeclaredLink(AgentLinkFile.builtIn("deepgram.yaml"), options, place);
    }

    /** {@code elevenlabs:AGENT_ID}; {@code elevenlabs:https://HOST/AGENT_ID} of another region. */
    static Protocol elevenLabs(String rest, LinkOptions options) {
        String given = rest.strip();
        String allowed =
                "elevenlabs:AGENT_ID, elevenlabs:https://HOST/AGENT_ID for another region, or elevenlabs:wss://HOST/PATH?agent_id=…";
        Place place;
        if (starts(given, "https://") || starts(given, "http://")) {
            int slash = given.indexOf('/', given.indexOf("://") + 3);
            if (slash < 0) {
                throw new LinkException("the agent's address names a host and no agent behind it; allowed are "
                        + allowed + ": change --agent");
            }
            String host = given.substring(0, slash);
            place = new Place(
                    Optional.of(name(given.substring(slash + 1), allowed)), Optional.empty(), Optional.of(host));
            if (options.keys().get(ELEVENLABS_KEY).isEmpty()) {
                throw new LinkException("a host of another region is asked with a key; set the environment variable "
                        + ELEVENLABS_KEY + ", or give the full address elevenlabs:wss://HOST/PATH?agent_id=…");
            }
        } else if (given.contains("://")) {
            place = socket(given, Optional.empty(), "elevenlabs", allowed);
        } else {
            place = new Place(Optional.of(name(given, allowed)), Optional.empty(), Optional.empty());
        }
        return new DeclaredLink(AgentLinkFile.builtIn("elevenlabs.yaml"), options, place);
    }

    /** {@code gemini:MODEL}, or a full address with {@code ?model=MODEL}, which is not sent in the address. */
    static Protocol gemini(String rest, LinkOptions options) {
        String given = rest.strip();
        String allowed = "gemini:MODEL such as gemini:gemini-live-2.5-flash, or gemini:wss://HOST/PATH?model=MODEL";
        Place place;
        if (given.contains("://")) {
            int query = given.indexOf('?');
            StringBuilder kept = new StringBuilder();
            Optional<String> model = Optional.empty();
            for (String parameter :
                    query < 0 ? new String[0] : given.substring(query + 1).split("&", -1)) {
                if (parameter.startsWith("model=")) {
                    model = Optional.of(java.net.URLDecoder.decode(
                            parameter.substring("model=".length()), java.nio.charset.StandardCharsets.UTF_8));
                } else {
                    kept.append(kept.isEmpty() ? "?" : "&").append(parameter);
                }
            }
            place = socket(
                    (query < 0 ? given : given.substring(0, query)) + kept,
                    model.map(HostedAgents::model),
                    "gemini",
                    allowed);
        } else {
            place = new Place(Optional.of(model(name(given, allowed))), Optional.empty(), Optional.empty());
        }
        DeclaredLink link = new DeclaredLink(AgentLinkFile.builtIn("gemini.yaml"), options, place);
        ObjectNode settings = link.settings();
        if (settings.at("/setup/model").asText("").isEmpty()) {
            throw new LinkException("the agent's address names no model; allowed are " + allowed
                    + ": change --agent, or set link.setup.model in the scenario");
        }
        return link;
    }

    /** {@code models/NAME}; a name with a path, as Vertex has it, stays as it is. */
    private static String model(String name) {
        return name.contains("/") ? name : "models/" + name;
    }

    private static boolean starts(String given, String scheme) {
        return given.toLowerCase(Locale.ROOT).startsWith(scheme);
    }

    private static Place socket(String given, Optional<String> value, String prefix, String allowed) {
        if (!starts(given, "ws://") && !starts(given, "wss://")) {
            throw new LinkException("the agent's address has \"" + AgentAddress.firstWord(given) + "\" behind " + prefix
                    + ":; allowed are " + allowed + ": change --agent");
        }
        return new Place(value, Optional.of(given), Optional.empty());
    }

    private static String name(String given, String allowed) {
        boolean plain = !given.isEmpty() && given.length() <= MOST_NAME;
        for (int i = 0; plain && i < given.length(); i++) {
            char c = given.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_./@".indexOf(c) >= 0;
        }
        if (!plain) {
            throw new LinkException("the agent's name is \"" + AgentAddress.firstWord(given) + "\"; allowed are "
                    + allowed + ", a name of letters, digits, - _ . / and @: change --agent");
        }
        return given;
    }
}
