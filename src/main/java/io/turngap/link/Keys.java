package io.turngap.link;

import java.util.Map;
import java.util.Optional;

/** The secrets that the environment holds, by the name of their variable. Nothing here can be printed. */
public final class Keys {

    private static final Keys NONE = new Keys(Map.of());

    private final Map<String, String> environment;

    private Keys(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Those of an environment; which of its variables are keys, each protocol knows. */
    public static Keys of(Map<String, String> environment) {
        return new Keys(environment);
    }

    /** None at all. */
    public static Keys none() {
        return NONE;
    }

    /** The key of a variable, where that is set and not blank. */
    public Optional<Secret> get(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Secret::new);
    }

    @Override
    public String toString() {
        return "***";
    }
}
