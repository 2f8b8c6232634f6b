package io.turngap.measure;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The milestones of one turn in their order, as a map that cannot be changed. A turn has a dozen or so: two arrays take less room than a map,
 * and a name is found in them as soon. Of millions of turns that is most of their memory.
 */
public final class Instants extends AbstractMap<String, Long> {

    private final String[] names;
    private final long[] us;

    private Instants(String[] names, long[] us) {
        this.names = names;
        this.us = us;
    }

    /**
     * The first {@code count} of some instants.
     *
     * @param names no two alike; copied, as is {@code us}
     */
    public static Instants of(String[] names, long[] us, int count) {
        return new Instants(Arrays.copyOf(names, count), Arrays.copyOf(us, count));
    }

    /** The instant of a milestone, where it was seen. */
    OptionalLong at(String name) {
        int place = place(name);
        return place < 0 ? OptionalLong.empty() : OptionalLong.of(us[place]);
    }

    private int place(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Long get(@Nullable Object name) {
        int place = place(name);
        return place < 0 ? null : (Long) us[place];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return place(name) >= 0;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Set<Map.Entry<String, Long>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Long>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return names.length;
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, Long>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < names.length;
        }

        @Override
        public Map.Entry<String, Long> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all " + names.length + " milestones were given");
            }
            Map.Entry<String, Long> entry = Map.entry(names[next], us[next]);
            next++;
            return entry;
        }
    }
}
