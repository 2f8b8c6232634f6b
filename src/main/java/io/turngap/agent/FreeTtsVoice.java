package io.turngap.agent;

import com.sun.speech.freetts.Age;
import com.sun.speech.freetts.FreeTTSSpeakableImpl;
import com.sun.speech.freetts.Gender;
import com.sun.speech.freetts.audio.AudioPlayer;
import com.sun.speech.freetts.en.us.CMUDiphoneVoice;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import java.util.Locale;
import java.util.function.Predicate;
import javax.sound.sampled.AudioFormat;

/**
 * FreeTTS's voice kevin16, which hands over its sound as it computes it, 512 samples (32 ms) at a time, and touches no sound device.
 * Confined to one thread.
 */
final class FreeTtsVoice {

    private static final AudioFormat FORMAT = new AudioFormat(16_000, 16, 1, true, true);

    private final CMUDiphoneVoice voice;
    private Predicate<short[]> taker = ignored -> false;

    /**
     * Loads the voice, about 0.3 s.
     *
     * @param lexicon loaded once, shared
     * @param pitchHz mean pitch
     * @param wordsPerMinute speed
     */
    FreeTtsVoice(FreeTtsLexicon lexicon, float pitchHz, float wordsPerMinute) {
        voice = new CMUDiphoneVoice(
                "kevin16",
                Gender.MALE,
                Age.YOUNGER_ADULT,
                "16 kHz diphone voice",
                Locale.US,
                "general",
                "cmu",
                lexicon,
                KevinVoiceDirectory.class.getResource("cmu_us_kal16.bin"));
        voice.setAudioPlayer(new Player());
        voice.allocate();
        voice.getOutputQueue().close();
        voice.setOutputQueue(null);
        voice.setPitch(pitchHz);
        voice.setRate(wordsPerMinute);
    }

    /**
     * Speaks {@code text}.
     *
     * @param chunks takes each chunk as it is computed, and says whether more is wanted
     * @return whether all was spoken
     */
    boolean speak(String text, Predicate<short[]> chunks) {
        taker = chunks;
        try {
            return voice.speak(new FreeTTSSpeakableImpl(text));
        } finally {
            taker = ignored -> false;
        }
    }

    /** Takes FreeTTS's big-endian bytes and gives samples. */
    private final class Player implements AudioPlayer {

        @Override
        public boolean write(byte[] bytes) {
            return write(bytes, 0, bytes.length);
        }

        @Override
        public boolean write(byte[] bytes, int offset, int count) {
            short[] samples = new short[count / 2];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) (bytes[offset + 2 * i] << 8 | bytes[offset + 2 * i + 1] & 0xff);
            }
            return taker.test(samples);
        }

        @Override
        public AudioFormat getAudioFormat() {
            return FORMAT;
        }

        @Override
        public boolean drain() {
            return true;
        }

        @Override
        public boolean end() {
            return true;
        }

        @Override
        public float getVolume() {
            return 1;
        }

        @Override
        public long getTime() {
            return 0;
        }

        @Override
        public void setAudioFormat(AudioFormat format) {}

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void reset() {}

        @Override
        public void begin(int size) {}

        @Override
        public void cancel() {}

        @Override
        public void close() {}

        @Override
        public void setVolume(float volume) {}

        @Override
        public void resetTime() {}

        @Override
        public void startFirstSampleTimer() {}

        @Override
        public void showMetrics() {}
    }
}
