package io.turngap.agent;

import io.turngap.sound.Pcm;
import io.turngap.time.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Synthesis without streaming, {@code tts.streaming: false}: a phrase is made to its end before the first of it is sent.
 *
 * <p>It costs the time in which the phrase is made, and so more for a longer one. A real engine spends that time; where a tier is
 * modelled, a real-time factor times the length of the sound passes from the first byte on.
 */
final class WholeSynthesiser extends WrappedSynthesiser {

    /** Longest phrase, 5 min: a longer one fails. */
    static final long MOST_SAMPLES = 300L * Pcm.RATE_HZ;

    private final double modelledRtf;

    /** {@code modelledRtf} is time of synthesis over length of the sound, at least; 0 where the engine's own time counts. */
    WholeSynthesiser(Synthesiser engine, double modelledRtf) {
        super(engine);
        this.modelledRtf = modelledRtf;
    }

    @Override
    public Synthesiser forCall(long call) {
        return new WholeSynthesiser(engine().forCall(call), modelledRtf);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        Speech speech = new Speech(timeline, sink);
        Runnable cancel = engine().speak(timeline, text, speech);
        return () -> {
            speech.over = true;
            cancel.run();
        };
    }

    @Override
    public boolean modelled() {
        return engine().modelled() || modelledRtf > 0;
    }

    /** One text. */
    private final class Speech extends WrappedSink {
        private final Timeline timeline;
        private final Sink sink;
        private final List<short[]> made = new ArrayList<>();
        private long samples;
        private long begunNanos;
        private boolean over;

        Speech(Timeline timeline, Sink sink) {
            super(sink);
            this.timeline = timeline;
            this.sink = sink;
        }

        @Override
        public void audio(short[] chunk) {
            if (over) {
                return;
            }
            if (made.isEmpty()) {
                begunNanos = timeline.nowNanos();
            }
            if (samples + chunk.length > MOST_SAMPLES) {
                failed(
                        "the phrase is longer than " + MOST_SAMPLES / Pcm.RATE_HZ
                                + " s, the most that is made before it is sent: speak it in parts, or set tts.streaming to true");
                return;
            }
            samples += chunk.length;
            made.add(chunk);
        }

        @Override
        public void done() {
            long dueNanos = begunNanos + Math.round(modelledRtf * samples * 1e9 / Pcm.RATE_HZ);
            if (made.isEmpty() || timeline.nowNanos() >= dueNanos) {
                send();
            } else {
                timeline.at(dueNanos, this::send);
            }
        }

        private void send() {
            for (int i = 0; i < made.size() && !over; i++) {
                sink.audio(made.get(i));
            }
            if (!over) {
                over = true;
                sink.done();
            }
        }

        @Override
        public void failed(String why) {
            if (!over) {
                over = true;
                made.clear();
                sink.failed(why);
            }
        }
    }
}
