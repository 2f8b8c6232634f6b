package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the end-of-turn model learns sound from: whole sentences cut at every word boundary, so that what precedes the cut has the melody of
 * speech that goes on. The recordings of {@code audio-fixtures} (16 voices, 4 of them human) and FreeTTS at three pitches. The cut fades out
 * over 20 ms and digital silence follows; a caller who really hesitates also lengthens the last syllable, which no cut sentence does.
 */
final class TurnSounds {

    /** Silence after a cut, for the detector to notice it. */
    private static final int TAIL_SAMPLES = 20 * Pcm.FRAME_SAMPLES;

    private static final int FADE_SAMPLES = Pcm.RATE_HZ / 50;
    private static final double THRESHOLD = 0.5;

    /** One half of the speakers; those who share a voice share a side. */
    private static final List<String> FIRST_HALF =
            List.of("slt", "hts", "rp", "scotland", "caribbean", "cards", "librivox");

    private static final float[][] PERSONAS = {{100, 11, 150}, {170, 22, 165}, {80, 8, 135}};

    private TurnSounds() {}

    /**
     * A silence and what was heard before it.
     *
     * @param sentence what is said in all
     * @param voice who speaks
     * @param recorded true for a fixture, false for a sentence synthesised on the spot
     * @param said words before the silence
     * @param sound all sound before the silence, 16 kHz
     * @param complete whether that is all
     * @param prosody figures of {@link Prosody}; empty where it found too little voice
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Heard(
            String sentence,
            String voice,
            boolean recorded,
            int said,
            short[] sound,
            boolean complete,
            Optional<double[]> prosody) {

        String words() {
            return TurnCases.prefix(sentence, said);
        }

        /** 0 or 1: the half of the voices. */
        int half() {
            return FIRST_HALF.contains(voice) ? 0 : 1;
        }
    }

    /** Every fixture, cut at every boundary. */
    static List<Heard> recorded() {
        Path folder = Path.of("audio-fixtures");
        Fixtures fixtures = Fixtures.open(folder);
        SpokenWords teller = new SpokenWords(100, 11, 150);
        Map<String, Optional<SpokenWords.Spoken>> known =
                fixtures.transcripts().stream().collect(Collectors.toMap(text -> text, teller::speak));
        List<Heard> all = new ArrayList<>();
        for (Fixtures.Entry entry : fixtures.entries()) {
            Optional<SpokenWords.Spoken> spoken = known.getOrDefault(entry.transcript(), Optional.empty());
            if (spoken.isEmpty() || entry.transcript().endsWith("number is")) {
                continue;
            }
            short[] sound = fixtures.utterance(
                            entry.id(), folder, Optional.empty(), Optional.empty(), new Seeds(1).random())
                    .sound()
                    .samples();
            int[] ends = SpokenWords.align(spoken.get(), sound, entry.firstSpeech(), entry.lastSpeech());
            all.addAll(cuts(entry.transcript(), entry.voice(), true, sound, ends));
        }
        return all;
    }

    /** The sentences as FreeTTS says them, cut at every boundary. */
    static List<Heard> synthesised(List<String> sentences) {
        List<Heard> all = new ArrayList<>();
        for (float[] persona : PERSONAS) {
            SpokenWords teller = new SpokenWords(persona[0], persona[1], persona[2]);
            for (String sentence : sentences) {
                teller.speak(sentence)
                        .ifPresent(
                                spoken -> all.addAll(cuts(sentence, "freetts", false, spoken.sound(), spoken.ends())));
            }
        }
        return all;
    }

    private static List<Heard> cuts(String sentence, String voice, boolean recorded, short[] sound, int[] ends) {
        List<Heard> cuts = new ArrayList<>();
        for (int said = 1; said <= ends.length; said++) {
            boolean whole = said == ends.length;
            short[] cut = Arrays.copyOf(sound, whole ? sound.length : Math.min(sound.length, ends[said - 1]));
            if (!whole) {
                for (int i = 0; i < Math.min(FADE_SAMPLES, cut.length); i++) {
                    int at = cut.length - 1 - i;
                    cut[at] = (short) (cut[at] * i / FADE_SAMPLES);
                }
            }
            cuts.add(new Heard(sentence, voice, recorded, said, cut, whole, prosody(cut)));
        }
        return cuts;
    }

    /** What {@link Prosody} makes of a sound with silence after it, as the agent would hear it. */
    static Optional<double[]> prosody(short[] sound) {
        Prosody prosody = new Prosody();
        try (SpeechGate gate = new SpeechGate(new EnergyVoiceActivity(), THRESHOLD)) {
            short[] padded = Arrays.copyOf(sound, sound.length + TAIL_SAMPLES);
            for (int at = 0; at + Pcm.FRAME_SAMPLES <= padded.length; at += Pcm.FRAME_SAMPLES) {
                short[] frame = Arrays.copyOfRange(padded, at, at + Pcm.FRAME_SAMPLES);
                prosody.frame(frame, gate.isSpeech(frame));
            }
        }
        return prosody.figures();
    }
}
