package io.turngap.sound;

import com.sun.speech.freetts.VoiceManager;
import com.sun.speech.freetts.audio.AudioPlayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFormat;

/** The voices that speak the bundled utterances: programs of Debian, and FreeTTS from Maven. */
final class FixtureVoices {

    /** Who can speak. A persona is FreeTTS's one voice at another pitch and rate. */
    record Voice(String accent, String source, String licence, List<String> command, Optional<Persona> persona) {}

    record Persona(float pitchHz, float wordsPerMinute, float range) {}

    private static final String FLITE = "flite 2.2 voice ";
    private static final String ESPEAK = "espeak-ng 1.51 voice ";
    private static final String CMU = "Flite licence (BSD-like), output free of terms; see LICENSES/flite.txt";
    private static final String ESPEAK_TERMS = "no terms: the output of a GPL-3.0-or-later program is not the program";

    private static final Map<String, Voice> ALL = Map.ofEntries(
            flite("slt", "slt", "US female"),
            flite("rms", "rms", "US male"),
            flite("awb", "awb", "Scottish male"),
            flite("kal", "kal16", "US male, diphones"),
            Map.entry(
                    "hts",
                    new Voice(
                            "US female, HMM",
                            "festival 2.5.0 voice cmu_us_slt_arctic_hts 0.2010.10.25",
                            "CMU licence (BSD-like); see LICENSES/festvox-us-slt-hts.txt",
                            List.of("text2wave", "-eval", "(voice_cmu_us_slt_arctic_hts)", "-o", "{out}", "{in}"),
                            Optional.empty())),
            espeak("rp", "en-gb-x-rp", "British, received pronunciation"),
            espeak("scotland", "en-gb-scotland", "Scottish"),
            espeak("lancaster", "en-gb-x-gbclan", "British, Lancaster"),
            espeak("nyc", "en-us-nyc", "US, New York City"),
            espeak("caribbean", "en-029", "Caribbean"),
            freeTts("kevin", "US male, diphones, brisk", new Persona(110, 165, 14)),
            freeTts("elder", "US male, diphones, low and slow", new Persona(76, 118, 9)));

    private FixtureVoices() {}

    /** The voice of that name. */
    static Voice named(String name) {
        Voice voice = ALL.get(name);
        if (voice == null) {
            throw new IllegalArgumentException("no voice " + name + "; known: " + ALL.keySet());
        }
        return voice;
    }

    /** What {@code voice} says, at its own rate. */
    static Pcm speak(String voice, String text, Path scratch) throws IOException, InterruptedException {
        Voice known = named(voice);
        return known.persona().isPresent() ? freeTts(known.persona().get(), text) : run(known.command(), text, scratch);
    }

    private static Pcm run(List<String> command, String text, Path scratch) throws IOException, InterruptedException {
        Path in = Files.writeString(scratch.resolve("text.txt"), text + "\n");
        Path out = scratch.resolve("speech.wav");
        Files.deleteIfExists(out);
        List<String> filled = command.stream()
                .map(word -> word.replace("{in}", in.toString()).replace("{out}", out.toString()))
                .toList();
        Process process = new ProcessBuilder(filled).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0 || !Files.exists(out)) {
            throw new IOException(filled + " failed: " + said);
        }
        return Wav.read(out);
    }

    private static Pcm freeTts(Persona persona, String text) {
        System.setProperty("freetts.voices", "com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory");
        com.sun.speech.freetts.Voice voice = VoiceManager.getInstance().getVoice("kevin16");
        voice.allocate();
        voice.setPitch(persona.pitchHz());
        voice.setRate(persona.wordsPerMinute());
        voice.setPitchRange(persona.range());
        Keeper keeper = new Keeper();
        voice.setAudioPlayer(keeper);
        voice.speak(text);
        voice.deallocate();
        return keeper.sound();
    }

    private static Map.Entry<String, Voice> flite(String name, String voice, String accent) {
        return Map.entry(
                name,
                new Voice(
                        accent,
                        FLITE + voice,
                        CMU,
                        List.of("flite", "-voice", voice, "-f", "{in}", "-o", "{out}"),
                        Optional.empty()));
    }

    private static Map.Entry<String, Voice> espeak(String name, String voice, String accent) {
        return Map.entry(
                name,
                new Voice(
                        accent,
                        ESPEAK + voice,
                        ESPEAK_TERMS,
                        List.of("espeak-ng", "-v", voice, "-s", "150", "-f", "{in}", "-w", "{out}"),
                        Optional.empty()));
    }

    private static Map.Entry<String, Voice> freeTts(String name, String accent, Persona persona) {
        return Map.entry(
                name,
                new Voice(
                        accent,
                        "FreeTTS 1.2.2 voice kevin16 at " + persona.pitchHz() + " Hz, " + persona.wordsPerMinute()
                                + " words a minute",
                        "FreeTTS licence (BSD-like); see LICENSES/freetts.txt",
                        List.of(),
                        Optional.of(persona)));
    }

    /** Keeps what FreeTTS would play. */
    private static final class Keeper implements AudioPlayer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private AudioFormat format = new AudioFormat(16_000, 16, 1, true, true);

        Pcm sound() {
            ByteBuffer heard = ByteBuffer.wrap(bytes.toByteArray())
                    .order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            short[] samples = new short[heard.remaining() / 2];
            heard.asShortBuffer().get(samples);
            return new Pcm(Math.round(format.getSampleRate()), samples);
        }

        @Override
        public boolean write(byte[] audio, int offset, int size) {
            bytes.write(audio, offset, size);
            return true;
        }

        @Override
        public boolean write(byte[] audio) {
            return write(audio, 0, audio.length);
        }

        @Override
        public void setAudioFormat(AudioFormat wanted) {
            format = wanted;
        }

        @Override
        public AudioFormat getAudioFormat() {
            return format;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void reset() {}

        @Override
        public boolean drain() {
            return true;
        }

        @Override
        public void begin(int size) {}

        @Override
        public boolean end() {
            return true;
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}

        @Override
        public float getVolume() {
            return 1;
        }

        @Override
        public void setVolume(float volume) {}

        @Override
        public long getTime() {
            return 0;
        }

        @Override
        public void resetTime() {}

        @Override
        public void startFirstSampleTimer() {}

        @Override
        public void showMetrics() {}
    }
}
