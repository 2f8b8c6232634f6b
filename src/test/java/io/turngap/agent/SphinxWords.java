package io.turngap.agent;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Sphinx understands of recordings that were cut; about a quarter of their length. */
final class SphinxWords {

    private static final int BEFORE_SAMPLES = 4_800;
    private static final int AFTER_SAMPLES = 3_200;
    private static final int AT_ONCE = 2;

    private SphinxWords() {}

    /** The words of each, empty where it understood none. */
    static Map<TurnSounds.Heard, String> of(List<TurnSounds.Heard> all, Collection<String> sentences) {
        Map<TurnSounds.Heard, String> found = new HashMap<>();
        try (EngineSounds sounds = new EngineSounds();
                SphinxEngine engine = new SphinxEngine(List.copyOf(sentences), AT_ONCE)) {
            for (TurnSounds.Heard heard : all) {
                short[] sound = EngineSounds.padded(heard.sound(), BEFORE_SAMPLES, AFTER_SAMPLES);
                Recogniser ear = engine.open(sounds.timeline);
                found.put(heard, sounds.heard(ear, sound).text());
                sounds.run(ear::close);
            }
        }
        return found;
    }
}
