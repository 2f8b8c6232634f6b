package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.Pcm;
import io.turngap.sound.Speech;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * An utterance laid out to the sample, from its first speech sample (position 0) to the end of its last sound. Silence before the first
 * speech sample is left out, so the caller is audible in the instant in which the script lets it speak; a pause lasts from the last
 * speech sample before it to the first speech sample after it, whatever silence the sounds carry at their ends.
 *
 * @param utterance ids of the sounds
 * @param voice voice of the first sound
 * @param pieces the sounds, shared with other calls
 * @param spans where there is speech: first and last sample of each piece, in order
 * @param length samples from the first speech sample to the end of the last sound
 * @param levelDbfs active speech level before gain
 * @param conditions what lies between the caller and the agent from this utterance on
 * @param speech the same without its sound: the words of each span and how long they take
 */
record Spoken(
        String utterance,
        String voice,
        List<Piece> pieces,
        List<Span> spans,
        int length,
        double levelDbfs,
        Conditions conditions,
        Speech speech) {

    /**
     * A sound at its place.
     *
     * @param sound the whole sound; read-only
     * @param at position of its sample {@code from}
     * @param from first sample that is used
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Piece(short[] sound, int at, int from) {
        int end() {
            return at + sound.length - from;
        }
    }

    /** First and last speech sample. */
    record Span(int first, int last) {}

    /** The last speech sample of the whole utterance: the caller's turn is over. */
    int lastSpeech() {
        return spans.getLast().last();
    }

    /** The first speech sample. */
    int firstSpeech() {
        return spans.getFirst().first();
    }

    /** Noise bed and SNR as {@code cafe@15dB}; empty for none. */
    String noise() {
        return conditions
                .noise()
                .map(noise -> noise.bed() + "@" + trimmed(noise.snrDb()) + "dB")
                .orElse("");
    }

    private static String trimmed(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }

    /**
     * Lays out the parts of a turn.
     *
     * @throws io.turngap.sound.SoundException when a sound cannot be had
     * @throws IllegalArgumentException when there is no speech among the parts
     */
    static Spoken of(List<Step.Part> parts, Conditions conditions, Acoustics acoustics, UniformRandomProvider random) {
        List<Piece> pieces = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<String> words = new ArrayList<>();
        String voice = "";
        double level = Double.NEGATIVE_INFINITY;
        int cursor = 0;
        boolean trim = true;
        for (Step.Part part : parts) {
            switch (part) {
                case Step.Part.Pause pause -> {
                    cursor = spans.isEmpty() ? cursor : spans.getLast().last() + 1;
                    cursor += Math.toIntExact(pause.ms() * SampleClock.MS / SampleClock.SAMPLE_NANOS);
                    trim = true;
                }
                case Step.Part.Speech speech -> {
                    Utterance said = acoustics.utterance(speech, random);
                    int lead = trim ? Math.min(said.firstSpeech(), pieces.isEmpty() ? 0 : cursor) : said.firstSpeech();
                    int at = trim ? cursor - lead : cursor;
                    pieces.add(new Piece(said.sound().samples(), at, said.firstSpeech() - lead));
                    int first = at + lead;
                    spans.add(new Span(first, first + said.lastSpeech() - said.firstSpeech()));
                    cursor = pieces.getLast().end();
                    voice = ids.isEmpty() ? said.voice() : voice;
                    ids.add(said.id());
                    words.add(said.transcript());
                    level = Math.max(level, acoustics.speechLevelDbfs(said));
                    trim = false;
                }
            }
        }
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("a turn without speech: " + parts
                    + "; a turn needs at least one sound to say; use the step silence to say nothing");
        }
        int length = pieces.stream().mapToInt(Piece::end).max().orElseThrow();
        return new Spoken(
                String.join(" + ", ids),
                voice,
                List.copyOf(pieces),
                List.copyOf(spans),
                length,
                level,
                conditions,
                speech(spans, words));
    }

    private static Speech speech(List<Span> spans, List<String> words) {
        List<Speech.Part> parts = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int pause = i + 1 < spans.size() ? Math.max(0, spans.get(i + 1).first() - span.last() - 1) : 0;
            parts.add(new Speech.Part(words.get(i), ms(span.last() + 1 - span.first()), ms(pause)));
        }
        return new Speech(parts);
    }

    private static double ms(int samples) {
        return samples * 1_000.0 / Pcm.RATE_HZ;
    }
}
