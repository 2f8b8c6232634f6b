package io.turngap.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code slot-guard.txt} says of words; the format stands there. */
final class SlotWords {

    private static final String FILE = "slot-guard.txt";

    /** Read when the first question is. */
    private static final class Holder {
        static final SlotWords BUNDLED = bundled();
    }

    private record Phrase(List<String> words, List<String> readAs) {}

    private final Map<String, List<Phrase>> phrases = new HashMap<>();
    private final Map<String, String> same = new HashMap<>();
    private final Set<String> light = new HashSet<>();

    private SlotWords() {}

    static SlotWords get() {
        return Holder.BUNDLED;
    }

    private static SlotWords bundled() {
        try (InputStream stream = SlotWords.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(
                        FILE
                                + " is not on the class path; it stands beside the agent's classes in Turngap's jar: build again");
            }
            SlotWords words = new SlotWords();
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(words::line);
            words.phrases
                    .values()
                    .forEach(list -> list.sort((a, b) ->
                            Integer.compare(b.words().size(), a.words().size())));
            return words;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + FILE + ": " + e.getMessage(), e);
        }
    }

    private void line(String line) {
        int colon = line.indexOf(':');
        String kind = line.substring(0, Math.max(colon, 0));
        List<String> rest = list(line.substring(colon + 1));
        switch (kind) {
            case "phrase" -> {
                int equals = rest.indexOf("=");
                Phrase phrase = new Phrase(rest.subList(0, equals), rest.subList(equals + 1, rest.size()));
                phrases.computeIfAbsent(phrase.words().getFirst(), first -> new ArrayList<>())
                        .add(phrase);
            }
            case "same" -> rest.forEach(word -> same.put(word, rest.getFirst()));
            case "light" -> light.addAll(rest);
            default ->
                throw new IllegalStateException(
                        FILE + ": \"" + line + "\"; phrase:, same: or light: is expected at the start of a line");
        }
    }

    private static List<String> list(String words) {
        return List.of(words.strip().split(" +"));
    }

    /** {@code words} with phrases replaced. */
    List<String> withPhrases(List<String> words) {
        List<String> read = new ArrayList<>(words.size());
        int i = 0;
        while (i < words.size()) {
            Optional<Phrase> phrase = phraseAt(words, i);
            if (phrase.isPresent()) {
                read.addAll(phrase.get().readAs());
                i += phrase.get().words().size();
            } else {
                read.add(words.get(i++));
            }
        }
        return read;
    }

    private Optional<Phrase> phraseAt(List<String> words, int from) {
        for (Phrase phrase : phrases.getOrDefault(words.get(from), List.of())) {
            int to = from + phrase.words().size();
            if (to <= words.size() && words.subList(from, to).equals(phrase.words())) {
                return Optional.of(phrase);
            }
        }
        return Optional.empty();
    }

    /** True for a word that does not count. */
    boolean isLight(String word) {
        return light.contains(word);
    }

    /** What a word that counts is read as: what the file says, otherwise its stem. */
    String meaning(String word) {
        String known = same.get(word);
        if (known != null) {
            return known;
        }
        String stem = stem(word);
        return same.getOrDefault(stem, stem);
    }

    /** Without plural, possessive, -ing and -ed; crude, and the same for both questions. */
    private static String stem(String word) {
        String s = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word.replace("'", "");
        if (s.length() > 4 && s.endsWith("ies")) {
            return s.substring(0, s.length() - 3) + "y";
        }
        if (s.length() > 3 && s.endsWith("s") && !s.endsWith("ss") && !s.endsWith("us") && !s.endsWith("is")) {
            s = s.substring(0, s.length() - 1);
        }
        if (s.length() > 5 && s.endsWith("ing")) {
            return withoutDouble(s.substring(0, s.length() - 3));
        }
        if (s.length() > 4 && s.endsWith("ed")) {
            return withoutDouble(s.substring(0, s.length() - 2));
        }
        return s.length() > 3 && s.endsWith("e") ? s.substring(0, s.length() - 1) : s;
    }

    private static String withoutDouble(String s) {
        int n = s.length();
        boolean twice = n > 3 && s.charAt(n - 1) == s.charAt(n - 2) && "lsz".indexOf(s.charAt(n - 1)) < 0;
        String one = twice ? s.substring(0, n - 1) : s;
        return one.length() > 3 && one.endsWith("e") ? one.substring(0, one.length() - 1) : one;
    }
}
