package io.turngap.probe;

import io.turngap.sound.Fixtures;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * What is said to a recogniser, request by request: utterances whose last speech sample and words are known, in an order drawn from the
 * seed, each once before any comes again.
 *
 * @param all at least one, in that order
 */
public record Utterances(List<Utterance> all) {

    public Utterances {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new ProbeException("There are 0 utterances; at least one is expected. Give --say.");
        }
    }

    /**
     * The utterances of this choice.
     *
     * @param say fixture ids, phrases, or WAV files; empty for all fixtures
     * @param transcripts what is said in each of the WAV files, in their order; fewer leave the rest unknown
     * @throws io.turngap.sound.SoundException when one does not exist or cannot be read
     */
    public static Utterances of(Fixtures fixtures, List<String> say, List<String> transcripts, long seed) {
        List<String> sources = say.isEmpty()
                ? fixtures.entries().stream().map(Fixtures.Entry::id).toList()
                : say;
        List<Utterance> found = new ArrayList<>();
        int own = 0;
        for (int i = 0; i < sources.size(); i++) {
            String source = sources.get(i);
            Utterance one = fixtures.utterance(
                    source,
                    Path.of(""),
                    Optional.empty(),
                    Optional.empty(),
                    new Seeds(seed).at("voice").at(i).random());
            if (source.toLowerCase(Locale.ROOT).endsWith(".wav")) {
                String words = own < transcripts.size() ? transcripts.get(own) : "";
                own++;
                one = new Utterance(one.id(), one.voice(), words, one.sound(), one.firstSpeech(), one.lastSpeech());
            }
            found.add(one);
        }
        if (own < transcripts.size()) {
            throw new ProbeException("--transcript was given " + transcripts.size() + " times and --say names " + own
                    + " WAV files; at most one transcript a file is expected. Fixtures have their own.");
        }
        Collections.shuffle(found, new Random(new Seeds(seed).at("order").seed()));
        return new Utterances(found);
    }

    /** What is said in the request of this number. */
    Utterance at(int index) {
        return all.get(Math.floorMod(index, all.size()));
    }
}
