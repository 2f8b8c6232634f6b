package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One call as a telephone provider tells an agent of it. Its ids come from the call's identity, so that they are the same in the webhook, in
 * the stream and in an agent's log.
 *
 * @param identity which call of which run it is
 * @param account the account's id; an id of zeros where the scenario gives none
 * @param from the caller's number
 * @param to the number called
 * @param parameters what the stream's first message tells the agent besides, in its own place
 */
record PhoneCall(CallIdentity identity, String account, String from, String to, Map<String, String> parameters) {

    /** Keys of a scenario's {@code link:} block that all providers take. */
    static final Set<String> SETTINGS = Set.of("from", "to", "parameters", "account_sid");

    /** The W3C trace context of the call, as a parameter beside those of the user's. */
    static final String TRACEPARENT = "traceparent";

    private static final String CALL_NAME = "turngap_call";
    private static final int MOST_TEXT = 500;
    private static final int MOST_PARAMETERS = 50;

    PhoneCall {
        parameters = Map.copyOf(parameters);
    }

    /**
     * The call of that identity, as {@code settings} have it.
     *
     * @throws LinkException when a setting is of another kind than it must be
     */
    static PhoneCall of(CallIdentity identity, ObjectNode settings) {
        Map<String, String> parameters = new LinkedHashMap<>();
        JsonNode given = settings.path("parameters");
        if (!given.isMissingNode() && (!given.isObject() || given.size() > MOST_PARAMETERS)) {
            throw new LinkException(
                    "link.parameters is " + shown(given) + "; it must be a mapping of at most " + MOST_PARAMETERS
                            + " names to texts, such as {caller: probe}: change link or --set link.parameters.…");
        }
        given.properties()
                .forEach(entry ->
                        parameters.put(entry.getKey(), text("parameters." + entry.getKey(), entry.getValue())));
        parameters.put(TRACEPARENT, identity.traceparent());
        parameters.put(CALL_NAME, identity.name());
        return new PhoneCall(
                identity,
                text("account_sid", settings, "AC" + "0".repeat(32)),
                text("from", settings, "+12025550100"),
                text("to", settings, "+12025550199"),
                parameters);
    }

    private static String text(String key, ObjectNode settings, String otherwise) {
        JsonNode value = settings.path(key);
        return value.isMissingNode() ? otherwise : text(key, value);
    }

    private static String text(String key, JsonNode value) {
        if (!value.isValueNode()
                || value.isNull()
                || value.asText().isBlank()
                || value.asText().length() > MOST_TEXT) {
            throw new LinkException("link." + key + " is " + shown(value) + "; it must be a text of 1 to " + MOST_TEXT
                    + " characters (a number in quotes): change link or --set link." + key);
        }
        return value.asText();
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /** The call's id as Twilio writes it: {@code CA} and 32 hexadecimal digits, which are its trace id. */
    String callSid() {
        return "CA" + identity.traceId();
    }

    /** The stream's id as Twilio writes it. */
    String streamSid() {
        return "MZ" + identity.traceId();
    }

    /** The call's id as a UUID, as others write it. */
    String callUuid() {
        String hex = identity.traceId();
        return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16)).toString();
    }

    /** With what the agent's answer wants told in the stream; where both name a parameter, the answer's holds. */
    PhoneCall with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putAll(more);
        return new PhoneCall(identity, account, from, to, all);
    }
}
