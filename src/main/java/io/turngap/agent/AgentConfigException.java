package io.turngap.agent;

/** A setting of the bundled agent that is wrong. The message names the key, the value seen, what is allowed and what to do. */
public final class AgentConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;

    AgentConfigException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** Dotted path of the key from the top of the scenario, such as {@code agent.vad.threshold}. */
    public String key() {
        return key;
    }
}
