package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class EndpointerTest {

    private static final long FRAME_NANOS = 20_000_000;

    /** Frames taken many at once must give what frames taken one by one give, whatever comes, to the last instant. */
    @Test
    void runsOfFramesAreTakenAsOneByOne() {
        UniformRandomProvider random = new Seeds(7).random();
        for (int trial = 0; trial < 2_000; trial++) {
            long minSpeechMs = random.nextInt(20, 200);
            AgentConfig.Endpointing config =
                    new AgentConfig.Endpointing(500, minSpeechMs, random.nextInt(1_000, 4_000), false, 200, 900);
            Endpointer.Silence silence = random.nextBoolean() ? silent -> 310 : new Restless();
            List<String> single = new ArrayList<>();
            List<String> many = new ArrayList<>();
            Endpointer one = new Endpointer(config, silence, new Notes(single));
            Endpointer runs = new Endpointer(config, silence, new Notes(many));
            long frames = 0;
            for (int run = 0; run < 12; run++) {
                boolean speech = random.nextBoolean();
                int count = 1 + random.nextInt(random.nextBoolean() ? 8 : 120);
                for (int i = 1; i <= count; i++) {
                    one.frame(speech, (frames + i) * FRAME_NANOS);
                }
                frames += count;
                runs.frames(speech, count, frames * FRAME_NANOS);
                assertEquals(single, many, "trial " + trial + ", run " + run);
                assertEquals(one.inTurn(), runs.inTurn());
                assertEquals(one.voicedMs(), runs.voicedMs());
            }
        }
    }

    /** What is said to be quiet is: no frame of it begins or ends a turn, and the one behind it does, where nothing but counting decides. */
    @Test
    void quietIsNeitherTooLongNorTooShort() {
        AgentConfig.Endpointing config = new AgentConfig.Endpointing(500, 60, 2_000, false, 200, 900);
        List<String> notes = new ArrayList<>();
        Endpointer endpointer = new Endpointer(config, silent -> 300, new Notes(notes));

        assertEquals(Endpointer.FOREVER, endpointer.quiet(false));
        assertEquals(2, endpointer.quiet(true));
        endpointer.frames(true, 2, 2 * FRAME_NANOS);
        assertEquals(List.of(), notes);
        endpointer.frames(true, 1, 3 * FRAME_NANOS);
        assertEquals(List.of("began 0 2"), notes);
        assertEquals(14, endpointer.quiet(false));
        assertEquals(96, endpointer.quiet(true));
        endpointer.frames(false, 14, 17 * FRAME_NANOS);
        assertEquals(1, notes.size());
        endpointer.frames(false, 1, 18 * FRAME_NANOS);
        assertEquals(List.of("began 0 2", "ended 2 " + 3 * FRAME_NANOS), notes);
    }

    /** A policy that needs less the longer the silence lasts, as an end-of-turn model may. */
    private static final class Restless implements Endpointer.Silence {
        @Override
        public long neededMs(long silentMs) {
            return Math.max(leastMs(), 900 - silentMs);
        }

        @Override
        public long leastMs() {
            return 200;
        }
    }

    private record Notes(List<String> notes) implements Endpointer.Listener {
        @Override
        public void began(long onset, long now) {
            notes.add("began " + onset + " " + now);
        }

        @Override
        public void ended(long lastSpeech, long lastSpeechNanos) {
            notes.add("ended " + lastSpeech + " " + lastSpeechNanos);
        }
    }
}
