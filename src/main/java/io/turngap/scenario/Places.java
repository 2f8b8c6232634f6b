package io.turngap.scenario;

import java.util.HashMap;
import java.util.Map;

/** Where each key and value of a scenario was written, by JSON pointer ({@code /script/0/say}). */
public final class Places {
    private final Place whole;
    private final Map<String, Place> values = new HashMap<>();
    private final Map<String, Place> keys = new HashMap<>();

    /** Places within {@code source}, none known yet. */
    Places(String source) {
        whole = Place.of(source);
    }

    /** Notes where the value at {@code pointer} begins. */
    void value(String pointer, Place place) {
        values.put(pointer, place);
    }

    /** Notes where the key whose value is at {@code pointer} begins. */
    void key(String pointer, Place place) {
        keys.put(pointer, place);
    }

    /** The value at {@code pointer}, with all below it, now comes from an option. */
    void replace(String pointer, Place option) {
        String below = pointer + "/";
        values.keySet().removeIf(p -> p.startsWith(below));
        keys.keySet().removeIf(p -> p.startsWith(below));
        values.put(pointer, option);
        keys.put(pointer, option);
    }

    /** There is no value at {@code pointer} any more. */
    void forget(String pointer) {
        replace(pointer, whole);
        values.remove(pointer);
        keys.remove(pointer);
    }

    /** The same places, of a tree that stands at {@code pointer} of a larger one. */
    Places under(String pointer) {
        Places moved = new Places(whole.source());
        values.forEach((below, place) -> moved.value(pointer + below, place));
        keys.forEach((below, place) -> moved.key(pointer + below, place));
        return moved;
    }

    /** Where the value at {@code pointer}, or else what it stands in, was written. */
    public Place of(String pointer) {
        return find(pointer);
    }

    /** Where the key of the value at {@code pointer}, or else what it stands in, was written. */
    public Place ofKey(String pointer) {
        Place key = keys.get(pointer);
        return key == null ? of(pointer) : key;
    }

    /** True when a value at {@code pointer} itself was written. */
    boolean isKnown(String pointer) {
        return values.containsKey(pointer);
    }

    private Place find(String pointer) {
        String at = pointer;
        while (true) {
            Place place = values.get(at);
            if (place != null) {
                return place;
            }
            int slash = at.lastIndexOf('/');
            if (slash < 0) {
                return whole;
            }
            at = at.substring(0, slash);
        }
    }

    /** The pointer of a member or item of what {@code pointer} names. */
    static String below(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** A pointer as users write it in {@code --set}: {@code script.0.say}. */
    static String dotted(String pointer) {
        return pointer.isEmpty()
                ? "the scenario"
                : pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
    }
}
