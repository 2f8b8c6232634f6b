package io.turngap.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tools under the tester's control.
 *
 * @param byName their scripts, in the order in which they were written; {@link #ANY} stands for every function that is not named
 */
public record ToolScripts(Map<String, ToolScript> byName) {

    /** The name of the script for functions that have none of their own. */
    public static final String ANY = "*";

    /** No tools. */
    public static final ToolScripts NONE = new ToolScripts(Map.of());

    public ToolScripts {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** The script of a function, or the one for all others. */
    public Optional<ToolScript> of(String name) {
        return Optional.ofNullable(byName.getOrDefault(name, byName.get(ANY)));
    }

    /** Those that can be told to an agent: all that have a name. */
    public Map<String, ToolScript> named() {
        Map<String, ToolScript> named = new LinkedHashMap<>(byName);
        named.remove(ANY);
        return named;
    }

    /** True when there is not even one for any function. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
