package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Headers of the user's own, such as a gateway wants, as the scenario's {@code link: {headers: {…}}} has them for any protocol. Within a value
 * {@code ${ENV:NAME}} stands for a variable of the environment, so that no secret need stand in a file: {@code Bearer ${ENV:GATE}}.
 */
final class OwnHeaders {

    /** Their key in the settings. */
    static final String KEY = "headers";

    private static final String OPENS = "${ENV:";

    private final Map<String, String> written = new LinkedHashMap<>();
    private final Keys keys;

    OwnHeaders(JsonNode settings, Keys keys) {
        this.keys = keys;
        settings.path(KEY)
                .properties()
                .forEach(
                        header -> written.put(header.getKey(), header.getValue().asText()));
    }

    /**
     * For a request to {@code address}.
     *
     * @throws LinkException when a variable is not set or not closed by a brace, or a secret would leave this machine unencrypted
     */
    Map<String, String> to(AgentAddress address) {
        Map<String, String> headers = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            StringBuilder filled = new StringBuilder();
            int done = 0;
            for (int at = value.indexOf(OPENS); at >= 0; at = value.indexOf(OPENS, done)) {
                String variable = variable(name, value, at);
                filled.append(value, done, at)
                        .append(secret(name, variable, address).reveal());
                done = at + OPENS.length() + variable.length() + 1;
            }
            headers.put(name, filled.append(value, done, value.length()).toString());
        });
        return headers;
    }

    /** The secrets in them, where their variables are set. */
    List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>();
        written.forEach((name, value) -> {
            for (int at = value.indexOf(OPENS); at >= 0; at = value.indexOf(OPENS, at + 1)) {
                keys.get(variable(name, value, at)).ifPresent(secrets::add);
            }
        });
        return List.copyOf(secrets);
    }

    private static String variable(String header, String value, int at) {
        int end = value.indexOf('}', at);
        if (end < 0) {
            throw new LinkException("link.headers." + header + " is " + value + ", in which " + OPENS
                    + " is not closed; expected is ${ENV:NAME}: add the brace");
        }
        return value.substring(at + OPENS.length(), end);
    }

    private Secret secret(String header, String variable, AgentAddress address) {
        if (!address.tls() && !address.loopback()) {
            throw new LinkException("link.headers." + header + " holds the secret of " + variable + ", and "
                    + address.shown() + " is another machine without TLS: use wss: or https:");
        }
        return keys.get(variable)
                .orElseThrow(() -> new LinkException(
                        "link.headers." + header + " holds ${ENV:" + variable + "}, and the environment variable "
                                + variable + " is not set: set it, or take the header out"));
    }
}
