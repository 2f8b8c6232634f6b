package io.turngap.agent;

import com.sun.speech.freetts.Age;
import com.sun.speech.freetts.FreeTTSSpeakableImpl;
import com.sun.speech.freetts.Gender;
import com.sun.speech.freetts.Item;
import com.sun.speech.freetts.Relation;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.UtteranceProcessor;
import com.sun.speech.freetts.audio.AudioPlayer;
import com.sun.speech.freetts.en.us.CMUDiphoneVoice;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import io.turngap.sound.Pcm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sound.sampled.AudioFormat;

/** Sentences spoken by FreeTTS, with the sample at which each word ends; and the same for anybody else's recording of the sentence. */
final class SpokenWords {

    private static final Logger LOG = Logger.getLogger("com.sun.speech.freetts");
    private static final FreeTtsLexicon LEXICON = lexicon();

    private final CMUDiphoneVoice voice;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> ends = new ArrayList<>();

    /**
     * A sentence as sound, 16 kHz.
     *
     * @param sound the sound
     * @param ends sample after each word
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Spoken(short[] sound, int[] ends) {}

    private static FreeTtsLexicon lexicon() {
        try {
            return new FreeTtsLexicon();
        } catch (IOException e) {
            throw new IllegalStateException("cannot load FreeTTS's lexicon: " + e.getMessage(), e);
        }
    }

    /** A voice of a pitch and a liveliness (standard deviation of the pitch) in Hz, and a speed. */
    @SuppressWarnings("unchecked")
    SpokenWords(float pitchHz, float rangeHz, float wordsPerMinute) {
        LOG.setLevel(Level.OFF);
        voice = new CMUDiphoneVoice(
                "kevin16",
                Gender.MALE,
                Age.YOUNGER_ADULT,
                "16 kHz diphone voice",
                Locale.US,
                "general",
                "cmu",
                LEXICON,
                KevinVoiceDirectory.class.getResource("cmu_us_kal16.bin"));
        voice.setAudioPlayer(player());
        voice.allocate();
        voice.getOutputQueue().close();
        voice.setOutputQueue(null);
        voice.setPitch(pitchHz);
        voice.setPitchRange(rangeHz);
        voice.setRate(wordsPerMinute);
        UtteranceProcessor listener = this::noteEnds;
        ((List<UtteranceProcessor>) voice.getUtteranceProcessors()).add(listener);
    }

    /** Speaks; empty where FreeTTS makes other words of it than stand in it. */
    Optional<Spoken> speak(String sentence) {
        bytes.reset();
        ends.clear();
        voice.speak(new FreeTTSSpeakableImpl(sentence));
        byte[] raw = bytes.toByteArray();
        short[] samples = new short[raw.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (raw[2 * i] << 8 | raw[2 * i + 1] & 0xff);
        }
        boolean fits = ends.size() == TurnCases.words(sentence) && ends.getLast() <= samples.length;
        int[] at = ends.stream().mapToInt(Integer::intValue).toArray();
        return fits ? Optional.of(new Spoken(samples, at)) : Optional.empty();
    }

    private void noteEnds(Utterance utterance) {
        String before = "";
        for (Item segment = utterance.getRelation(Relation.SEGMENT).getHead();
                segment != null;
                segment = segment.getNext()) {
            Item inSyllable = segment.getItemAs(Relation.SYLLABLE_STRUCTURE);
            if (inSyllable == null || inSyllable.getParent() == null) {
                continue;
            }
            Item word = inSyllable.getParent().getParent();
            int end = Math.round(segment.getFeatures().getFloat("end") * Pcm.RATE_HZ);
            String id = System.identityHashCode(word.getSharedContents()) + " " + word;
            // FreeTTS makes two words of "I'd".
            if (!ends.isEmpty() && (id.equals(before) || word.toString().startsWith("'"))) {
                ends.set(ends.size() - 1, end);
            } else {
                ends.add(end);
            }
            before = id;
        }
    }

    /** A player that keeps what it is given; of its many methods FreeTTS needs only these. */
    private AudioPlayer player() {
        AudioFormat format = new AudioFormat(Pcm.RATE_HZ, 16, 1, true, true);
        return (AudioPlayer) Proxy.newProxyInstance(
                SpokenWords.class.getClassLoader(), new Class<?>[] {AudioPlayer.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write" -> {
                            byte[] data = (byte[]) arguments[0];
                            boolean part = arguments.length == 3;
                            bytes.write(data, part ? (int) arguments[1] : 0, part ? (int) arguments[2] : data.length);
                            return true;
                        }
                        case "getAudioFormat" -> {
                            return format;
                        }
                        case "getTime" -> {
                            return 0L;
                        }
                        case "getVolume" -> {
                            return 1f;
                        }
                        case "drain", "end" -> {
                            return true;
                        }
                        default -> {
                            return method.getReturnType() == boolean.class ? (Object) true : null;
                        }
                    }
                });
    }

    /**
     * Where the words of a sentence end in somebody's recording of it: both are laid over each other by dynamic time warping (Sakoe and Chiba
     * 1978) of their power in 16 bands, each band about its mean. Good to some 40 ms.
     */
    static int[] align(Spoken known, short[] sound, int firstSpeech, int lastSpeech) {
        double[][] a = bands(known.sound());
        double[][] b = bands(sound);
        int from = Math.max(0, firstSpeech / MatcherFrontEnd.HOP - 1);
        int to = Math.min(b.length, lastSpeech / MatcherFrontEnd.HOP + 1);
        int n = a.length;
        int m = to - from;
        double[][] cost = new double[n][m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double best = i == 0 && j == 0 ? 0 : Double.MAX_VALUE;
                best = i > 0 ? Math.min(best, cost[i - 1][j]) : best;
                best = j > 0 ? Math.min(best, cost[i][j - 1]) : best;
                best = i > 0 && j > 0 ? Math.min(best, cost[i - 1][j - 1]) : best;
                cost[i][j] = best + distance(a[i], b[from + j]);
            }
        }
        int[] ends = new int[known.ends().length];
        int i = n - 1;
        int j = m - 1;
        int word = ends.length - 1;
        while (word >= 0) {
            while (word >= 0 && i * MatcherFrontEnd.HOP <= known.ends()[word]) {
                ends[word--] = (from + j) * MatcherFrontEnd.HOP;
            }
            if (i == 0 && j == 0) {
                break;
            }
            double up = i > 0 ? cost[i - 1][j] : Double.MAX_VALUE;
            double left = j > 0 ? cost[i][j - 1] : Double.MAX_VALUE;
            double both = i > 0 && j > 0 ? cost[i - 1][j - 1] : Double.MAX_VALUE;
            if (both <= up && both <= left) {
                i--;
                j--;
            } else if (up <= left) {
                i--;
            } else {
                j--;
            }
        }
        ends[ends.length - 1] = lastSpeech + 1;
        return ends;
    }

    private static double[][] bands(short[] sound) {
        MatcherFrontEnd front = new MatcherFrontEnd();
        front.accept(sound, sound.length);
        float[] powers = front.powers();
        int frames = powers.length / MatcherFrontEnd.BANDS;
        double[][] bands = new double[frames][MatcherFrontEnd.BANDS];
        double[] mean = new double[MatcherFrontEnd.BANDS];
        double loudest = -100;
        for (int f = 0; f < frames; f++) {
            for (int k = 0; k < MatcherFrontEnd.BANDS; k++) {
                bands[f][k] = 10 * Math.log10(powers[f * MatcherFrontEnd.BANDS + k] + 1.0);
                loudest = Math.max(loudest, bands[f][k]);
            }
        }
        for (double[] frame : bands) {
            for (int k = 0; k < frame.length; k++) {
                frame[k] = Math.max(frame[k], loudest - 50);
                mean[k] += frame[k] / frames;
            }
        }
        for (double[] frame : bands) {
            for (int k = 0; k < frame.length; k++) {
                frame[k] -= mean[k];
            }
        }
        return bands;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(sum);
    }
}
