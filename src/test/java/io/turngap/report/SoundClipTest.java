package io.turngap.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundClipTest {

    @TempDir
    Path folder;

    private Path wav = Path.of("");

    @BeforeEach
    void record() throws IOException {
        wav = folder.resolve("call-0000-turn-01.wav");
        Samples.wav(wav, 3_000, 4_000, 1);
    }

    @Test
    void cutsTheStretchThatWasAskedFor() throws Exception {
        SoundClip clip = SoundClip.cut(wav, 2_500_000, 4_500_000);
        assertEquals(2_500_000, clip.fromUs());
        assertEquals(2_000_000, clip.lengthUs());
        byte[] file = Base64.getDecoder().decode(clip.dataUri().substring("data:audio/wav;base64,".length()));
        try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file))) {
            assertEquals(AudioFormat.Encoding.ULAW, in.getFormat().getEncoding());
            assertEquals(2, in.getFormat().getChannels());
            assertEquals(32_000, in.getFrameLength());
        }
    }

    @Test
    void thePictureShowsWhoSpeaksWhen() throws IOException {
        SoundClip clip = SoundClip.cut(wav, 2_500_000, 4_500_000);
        int callerEnds = SoundClip.BINS / 4;
        int agentStarts = SoundClip.BINS * 3 / 4;
        for (int i = callerEnds + 1; i < SoundClip.BINS; i++) {
            assertTrue(clip.caller()[i] < 0.01, "caller silent at bin " + i);
        }
        for (int i = 0; i < agentStarts; i++) {
            assertEquals(0, clip.agent()[i], "agent silent at bin " + i);
        }
        assertTrue(clip.agent()[agentStarts + 20] > 0.02);
        assertTrue(clip.caller()[callerEnds - 20] > 0.02);
    }

    @Test
    void endsWithTheFileAndBeginsWithIt() throws IOException {
        SoundClip clip = SoundClip.cut(wav, -1_000_000, 60_000_000);
        assertEquals(0, clip.fromUs());
        assertEquals(7_000_000, clip.lengthUs());
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        fails(wav, 9_000_000, "call-0000-turn-01.wav ends before 9.00\u00a0s, where the turn begins");
        fails(folder.resolve("gone.wav"), 0, "gone.wav is not there; expected it in the folder of recordings");
        Path mono = folder.resolve("mono.wav");
        AudioFormat format = new AudioFormat(16_000, 16, 1, true, false);
        AudioSystem.write(
                new AudioInputStream(new ByteArrayInputStream(new byte[3_200]), format, 1_600),
                AudioFileFormat.Type.WAVE,
                mono.toFile());
        fails(mono, 0, "expected stereo 16-bit linear WAV at 4 to 48 kHz");
        Path torn = folder.resolve("torn.wav");
        Files.write(torn, java.util.Arrays.copyOf(Files.readAllBytes(wav), 30));
        assertThrows(IOException.class, () -> SoundClip.cut(torn, 0, 1_000_000));
    }

    private static void fails(Path wav, long fromUs, String words) {
        IOException e = assertThrows(IOException.class, () -> SoundClip.cut(wav, fromUs, fromUs + 1_000_000));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
    }
}
