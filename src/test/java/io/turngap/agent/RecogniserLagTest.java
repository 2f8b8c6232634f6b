package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecogniserLagTest {

    private static final short[] FRAME = new short[Pcm.RATE_HZ / 50];

    private final List<String> warnings = new ArrayList<>();

    @Test
    void saysOnceWhatHappenedAndWhatToDo() {
        RecogniserLag lag = new RecogniserLag(warnings::add);
        lag.ended(RecogniserLag.ALLOWED_MS, 4);
        assertEquals(List.of(), warnings, "what is allowed is no news");
        lag.ended(1_240, 4);
        lag.ended(2_000, 4);
        assertEquals(1, warnings.size());
        String said = warnings.getFirst();
        assertTrue(said.contains("1240 ms behind") && said.contains("4 utterances"), said);
        assertTrue(said.contains("--set agent.stt.engine=matcher"), said);
    }

    @Test
    void soundThatWaitedForADecoderUntilItsCallerEndedIsBehind() {
        AtomicLong now = new AtomicLong();
        SphinxUtterance late = new SphinxUtterance(now::get);
        for (int frame = 0; frame < 50; frame++) {
            late.append(FRAME, FRAME.length);
            now.addAndGet(20_000_000);
        }
        late.finish();
        now.addAndGet(5_000_000_000L);
        late.finish();
        assertEquals(1_000, late.behindMs(), "since its first frame came, and ended once");
    }

    @Test
    void soundThatIsTakenAsItComesIsNot() {
        AtomicLong now = new AtomicLong();
        SphinxUtterance prompt = new SphinxUtterance(now::get);
        prompt.getData();
        for (int frame = 0; frame < 50; frame++) {
            prompt.append(FRAME, FRAME.length);
            prompt.getData();
            now.addAndGet(20_000_000);
        }
        prompt.finish();
        assertEquals(0, prompt.behindMs());

        SphinxUtterance atOnce = new SphinxUtterance(now::get);
        for (int frame = 0; frame < 50; frame++) {
            atOnce.append(FRAME, FRAME.length);
        }
        atOnce.finish();
        assertEquals(
                0, atOnce.behindMs(), "a whole utterance at once, as of recognition without streams, has not waited");
    }
}
