package io.turngap.agent;

import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.dictionary.TextDictionary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Pronunciations of the words that are wanted, from the CMU dictionary that comes with Sphinx: a few hundred of its 130,000, so neither
 * the rest nor a second copy for each decoder is kept. Read by one thread, then only asked.
 */
final class SphinxDictionary extends TextDictionary {

    private final Set<String> wanted;
    private final Set<String> found = new HashSet<>();

    /** Reads the pronunciations of {@code wanted}. */
    SphinxDictionary(URL words, URL fillers, Set<String> wanted, UnitManager units) throws IOException {
        super(words, fillers, List.of(), "", units);
        this.wanted = wanted;
        dictionary = new HashMap<>();
        wordDictionary = new HashMap<>();
        fillerWords = new HashSet<>();
        loadDictionary(words.openStream(), false);
        loadDictionary(fillers.openStream(), true);
        for (String word : wanted) {
            if (found.contains(word)) {
                getWord(word);
            }
        }
        getFillerWords();
    }

    @Override
    protected void loadDictionary(InputStream stream, boolean filler) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                if (space <= 0) {
                    continue;
                }
                String entry = line.substring(0, space);
                int variant = entry.indexOf('(');
                String word = variant > 0 ? entry.substring(0, variant) : entry;
                if (filler) {
                    dictionary.put(entry, FILLER_TAG + line);
                    fillerWords.add(entry);
                } else if (wanted.contains(word)) {
                    dictionary.put(entry, line);
                    found.add(word);
                }
            }
        }
    }

    @Override
    public void allocate() {
        // Read when made; every decoder asks for it.
    }

    @Override
    public void deallocate() {
        // Shared by decoders that come and go.
    }

    /** The wanted words that have a pronunciation. */
    Set<String> known() {
        return Set.copyOf(found);
    }

    /** The wanted words that have none, in order. */
    List<String> missing() {
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(found);
        return List.copyOf(missing);
    }
}
