package io.turngap.agent;

import edu.cmu.sphinx.linguist.acoustic.AcousticModel;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.TiedStateAcousticModel;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What all decoders share: how English sounds, how its words are pronounced, what callers say. Loaded once.
 *
 * @param sounds the parameters of the acoustic model
 * @param acoustics the same, as Sphinx asks for it
 * @param units the phones
 * @param dictionary pronunciations of the vocabulary
 * @param language which words follow which
 * @param phones any phone after any phone
 */
record SphinxModels(
        SphinxAcousticModel sounds,
        AcousticModel acoustics,
        UnitManager units,
        SphinxDictionary dictionary,
        SphinxLanguageModel language,
        SphinxPhoneLoop phones) {

    /** Sphinx logs what it loads and how it searches; kept here, because a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("edu.cmu.sphinx"), Logger.getLogger(SphinxSearch.class.getName()));

    private static final String WORDS = "/edu/cmu/sphinx/models/en-us/cmudict-en-us.dict";
    private static final String FILLERS = "/edu/cmu/sphinx/models/en-us/en-us/noisedict";

    /** Loads the models for callers who say sentences like {@code sentences}. */
    static SphinxModels load(List<String> sentences) throws IOException {
        QUIET.forEach(log -> log.setLevel(Level.OFF));
        Set<String> wanted = new LinkedHashSet<>();
        for (String sentence : sentences) {
            wanted.addAll(LanguageModel.words(sentence));
        }
        UnitManager units = new UnitManager();
        SphinxDictionary dictionary = new SphinxDictionary(
                SphinxAcousticModel.resource(WORDS, ""), SphinxAcousticModel.resource(FILLERS, ""), wanted, units);
        LanguageModel language = LanguageModel.of(sentences, dictionary.known());
        SphinxAcousticModel sounds = new SphinxAcousticModel(units);
        AcousticModel acoustics = new TiedStateAcousticModel(sounds, units, false);
        acoustics.allocate();
        return new SphinxModels(
                sounds,
                acoustics,
                units,
                dictionary,
                new SphinxLanguageModel(language),
                new SphinxPhoneLoop(acoustics));
    }
}
