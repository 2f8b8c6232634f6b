package io.turngap.call;

import java.util.Arrays;

/** A number for each of a few names: a turn has a dozen, which are found sooner one by one than by their hashes. */
final class Counts {

    private String[] names = new String[8];
    private int[] numbers = new int[8];
    private int size;

    /** How many names have a number. */
    int size() {
        return size;
    }

    boolean has(String name) {
        return place(name) < size;
    }

    /** The number of {@code name}; 0 where it has none. */
    int of(String name) {
        int place = place(name);
        return place < size ? numbers[place] : 0;
    }

    /** Sets a number; gives the one before, 0 where there was none. */
    int put(String name, int number) {
        int place = place(name);
        if (place == size) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            names[size] = name;
            numbers[size++] = number;
            return 0;
        }
        int before = numbers[place];
        numbers[place] = number;
        return before;
    }

    /** Raises a number to {@code least} where it is lower or missing. */
    void atLeast(String name, int least) {
        put(name, Math.max(of(name), least));
    }

    private int place(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return size;
    }
}
