package io.turngap.claims;

import java.util.List;

/**
 * A way to cut latency that the bundled agent has as a switch.
 *
 * @param id such as {@code L15}
 * @param title the technique in the field's words
 * @param keys settings below {@code agent:} that switch and shape it, dotted, the switch first; no key belongs to two levers
 * @param needs ids of levers without which it does nothing
 * @param source class of the room {@code agent} that an engineer reads to understand it
 * @param cost what it costs
 */
public record Lever(String id, String title, List<String> keys, List<String> needs, String source, String cost) {

    public Lever {
        keys = List.copyOf(keys);
        needs = List.copyOf(needs);
    }

    /** Its file, from the project's root. */
    public String file() {
        return "src/main/java/io/turngap/agent/" + source + ".java";
    }
}
