package io.turngap.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A trigram model of a small domain, made from sentences, interpolated after Witten and Bell (1991; Chen and Goodman 1998, section 2.4):
 * {@code P(w|h) = (c(hw) + T(h) P(w|h')) / (c(h) + T(h))}, where {@code T(h)} counts the different words seen after {@code h} and
 * {@code h'} is {@code h} without its oldest word. The last resort is the uniform distribution, so no word is impossible.
 *
 * <p>Words are numbered from 0; {@link #START} and {@link #END} of a sentence are words. Immutable, so shared by all decoders.
 */
final class LanguageModel {

    static final String START = "<s>";
    static final String END = "</s>";

    /** No word: shortens a history. */
    static final int NONE = -1;

    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private final Map<String, Integer> ids = new HashMap<>();
    private final Counts followed = new Counts();
    private final Counts different = new Counts();
    private final Counts seen = new Counts();

    private LanguageModel() {}

    /**
     * A model of {@code sentences}.
     *
     * @param sentences text as people write it; see {@link #words}
     * @param known the words that can be pronounced; a sentence is taken apart at others
     * @throws IllegalArgumentException when no word is left
     */
    static LanguageModel of(List<String> sentences, Set<String> known) {
        LanguageModel model = new LanguageModel();
        model.id(START);
        model.id(END);
        for (String sentence : sentences) {
            List<Integer> part = new ArrayList<>();
            for (String word : words(sentence)) {
                if (known.contains(word)) {
                    part.add(model.id(word));
                } else {
                    model.count(part);
                    part.clear();
                }
            }
            model.count(part);
        }
        if (model.ids.size() <= 2) {
            throw new IllegalArgumentException("language model: none of the words of " + sentences.size()
                    + " sentences is in the dictionary of " + known.size()
                    + " words; give sentences of English words, as in the bundled use cases");
        }
        return model;
    }

    /** Lower case words without punctuation; digits are spelt one by one, a hyphen parts words. */
    static List<String> words(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i) == '’' ? '\'' : text.charAt(i);
            if (c >= '0' && c <= '9') {
                plain.append(' ').append(DIGITS.get(c - '0')).append(' ');
            } else {
                plain.append(Character.isLetter(c) || c == '\'' ? c : ' ');
            }
        }
        return Arrays.stream(plain.toString().toLowerCase(Locale.ROOT).trim().split("\\s+"))
                .filter(word -> word.chars().anyMatch(Character::isLetter))
                .toList();
    }

    private int id(String word) {
        return ids.computeIfAbsent(word, ignored -> ids.size());
    }

    private void count(List<Integer> part) {
        if (part.isEmpty()) {
            return;
        }
        int before = NONE;
        int last = id(START);
        for (int i = 0; i <= part.size(); i++) {
            int word = i < part.size() ? part.get(i) : id(END);
            count(NONE, NONE, word);
            count(NONE, last, word);
            if (before != NONE) {
                count(before, last, word);
            }
            before = last;
            last = word;
        }
    }

    private void count(int before, int last, int word) {
        long history = key(0, before + 1, last + 1);
        followed.add(history);
        if (seen.add(key(before + 1, last + 1, word + 1)) == 1) {
            different.add(history);
        }
    }

    /** Every word, with {@link #START} and {@link #END}. */
    Set<String> vocabulary() {
        return Set.copyOf(ids.keySet());
    }

    /** The number of {@code word}, {@link #NONE} when it is not in the vocabulary. */
    int idOf(String word) {
        return ids.getOrDefault(word, NONE);
    }

    /** How likely {@code word} is after the words {@code before} and {@code last}, either of which may be {@link #NONE}. */
    double probability(int before, int last, int word) {
        double uniform = 1.0 / (ids.size() - 1);
        double unigram = mix(NONE, NONE, word, uniform);
        if (last == NONE) {
            return unigram;
        }
        double bigram = mix(NONE, last, word, unigram);
        return before == NONE ? bigram : mix(before, last, word, bigram);
    }

    /** What an unseen word after {@code before} and {@code last} keeps of its probability after {@code last} alone; 1 after words never seen. */
    double backOff(int before, int last) {
        long history = key(0, before + 1, last + 1);
        int total = followed.of(history);
        int kinds = different.of(history);
        return total == 0 ? 1 : (double) kinds / (total + kinds);
    }

    /** The words by their numbers. */
    List<String> words() {
        String[] words = new String[ids.size()];
        ids.forEach((word, id) -> words[id] = word);
        return List.of(words);
    }

    /** The runs of {@code length} words, 1 to 3, that were seen, by their numbers, in order. */
    List<int[]> seen(int length) {
        List<int[]> runs = new ArrayList<>();
        for (long key : seen.sortedKeys()) {
            int[] run = {(int) (key >>> 42) - 1, (int) (key >>> 21 & 0x1fffff) - 1, (int) (key & 0x1fffff) - 1};
            int from = run[0] != NONE ? 0 : run[1] != NONE ? 1 : 2;
            if (3 - from == length) {
                runs.add(Arrays.copyOfRange(run, from, 3));
            }
        }
        return runs;
    }

    private double mix(int before, int last, int word, double shorter) {
        long history = key(0, before + 1, last + 1);
        int total = followed.of(history);
        if (total == 0) {
            return shorter;
        }
        int kinds = different.of(history);
        return (seen.of(key(before + 1, last + 1, word + 1)) + kinds * shorter) / (total + kinds);
    }

    private static long key(int a, int b, int c) {
        return (long) a << 42 | (long) b << 21 | c;
    }

    /** Counts by key in open addressing, because a decoder asks ten thousand times a second of speech. */
    private static final class Counts {
        private static final long EMPTY = -1;
        private long[] keys = new long[1024];
        private int[] values = new int[1024];
        private int size;

        Counts() {
            Arrays.fill(keys, EMPTY);
        }

        int of(long key) {
            return values[slot(keys, key)];
        }

        long[] sortedKeys() {
            return Arrays.stream(keys).filter(key -> key != EMPTY).sorted().toArray();
        }

        int add(long key) {
            if (2 * size >= keys.length) {
                grow();
            }
            int slot = slot(keys, key);
            if (keys[slot] == EMPTY) {
                keys[slot] = key;
                size++;
            }
            return ++values[slot];
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldValues = values;
            keys = new long[2 * oldKeys.length];
            values = new int[keys.length];
            Arrays.fill(keys, EMPTY);
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != EMPTY) {
                    int slot = slot(keys, oldKeys[i]);
                    keys[slot] = oldKeys[i];
                    values[slot] = oldValues[i];
                }
            }
        }

        private static int slot(long[] keys, long key) {
            int slot = (int) ((key * 0x9e3779b97f4a7c15L) >>> 40) & (keys.length - 1);
            while (keys[slot] != key && keys[slot] != EMPTY) {
                slot = (slot + 1) & (keys.length - 1);
            }
            return slot;
        }
    }
}
