package io.turngap.sound;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/** The caller utterances and noise beds of {@code audio-fixtures/}, or of another folder with such a manifest, and users' own WAV files. */
public final class Fixtures {

    /**
     * Labelled speech.
     *
     * @param id fixture id or file name
     * @param voice voice name; empty for a user's file
     * @param transcript what is said; empty where unknown
     * @param sound 16 kHz mono
     * @param firstSpeech index of the first speech sample
     * @param lastSpeech index of the last speech sample
     */
    public record Utterance(String id, String voice, String transcript, Pcm sound, int firstSpeech, int lastSpeech) {}

    /** Reads a folder's manifest; sounds are read when first used and kept. */
    public static Fixtures open(Path folder) {
        throw new IllegalStateException("contract only: " + folder);
    }

    /**
     * The utterance that {@code source} names: a fixture id, a phrase spoken by several voices, or a WAV file.
     *
     * @param besides where relative WAV paths are looked for
     * @param voice picks among the voices of a phrase
     * @param label overrides the label, in samples at 16 kHz: first and last
     * @param random picks a voice where several remain
     * @throws SoundException when it does not exist or cannot be read
     */
    public Utterance utterance(
            String source, Path besides, Optional<String> voice, Optional<int[]> label, UniformRandomProvider random) {
        throw new IllegalStateException("contract only");
    }

    /** A noise bed, 16 kHz mono, made to be repeated without a seam. */
    public Pcm noise(String bed) {
        throw new IllegalStateException("contract only");
    }

    /** Every phrase with its transcript, for language models and closed vocabularies; each transcript once. */
    public List<String> transcripts() {
        throw new IllegalStateException("contract only");
    }
}
