package io.turngap.agent;

import java.util.Optional;

/** A setting of the bundled agent that is wrong. The message names the key, the value seen, what is allowed and what to do. */
public final class AgentConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String place;

    AgentConfigException(String key, String message) {
        this(key, message, "");
    }

    /** {@code place}: where the key stands, in a profile's file; empty where it stands in none. */
    AgentConfigException(String key, String message, String place) {
        super(message);
        this.key = key;
        this.place = place;
    }

    /** Dotted path of the key from the top of the scenario, such as {@code agent.vad.threshold}. */
    public String key() {
        return key;
    }

    /** Where it stands, as {@code file:line:column}, when that is a profile's file and not what names the profile. */
    public Optional<String> place() {
        return place.isEmpty() ? Optional.empty() : Optional.of(place);
    }
}
