package io.turngap.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of the latest texts, so that it need not be made again; the one least lately asked for goes first. Thread-safe; what is
 * made must depend on the text alone.
 */
final class Recent<V> {

    private final Function<String, V> make;
    private final Map<String, V> made;

    /**
     * @param most texts remembered
     * @param make runs outside of any lock, and now and then twice for the same text
     */
    Recent(int most, Function<String, V> make) {
        this.make = make;
        this.made = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    V of(String text) {
        synchronized (made) {
            V known = made.get(text);
            if (known != null) {
                return known;
            }
        }
        V fresh = make.apply(text);
        synchronized (made) {
            made.put(text, fresh);
        }
        return fresh;
    }
}
