package io.turngap.agent;

import com.sun.speech.freetts.en.us.CMULexicon;
import java.io.IOException;

/**
 * FreeTTS's lexicon for many voices at once. FreeTTS keeps the letters of the word at hand in a field of the lexicon, so that two voices
 * that look up at the same moment hear each other's words; here only one looks up at a time. A look-up takes microseconds.
 */
final class FreeTtsLexicon extends CMULexicon {

    /** Loads the lexicon, about 0.3 s. */
    FreeTtsLexicon() throws IOException {
        super("cmulex");
        load();
    }

    @Override
    public synchronized String[] getPhones(String word, String partOfSpeech) {
        return super.getPhones(word, partOfSpeech);
    }

    @Override
    public synchronized String[] getPhones(String word, String partOfSpeech, boolean useLetterToSound) {
        return super.getPhones(word, partOfSpeech, useLetterToSound);
    }
}
