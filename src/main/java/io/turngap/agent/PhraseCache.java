package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Phrases made beforehand, {@code tts.phrase_cache: true}: greeting, fillers, fallback and confirmations are synthesised once with the
 * agent's own voice, when it warms up, and from then on played with no generation at all.
 *
 * <p>It costs memory, 32 kB a second of sound, bounded by {@value #MOST_BYTES} bytes; and a little of the warm-up. Only what is said word
 * for word is found. A phrase belongs to the voice that said it: with other settings of the voice, none of the old ones is played.
 */
final class PhraseCache extends WrappedSynthesiser {

    /** Sound that is kept, about 8 minutes; what would go beyond is not kept and is made each time. */
    static final long MOST_BYTES = 16L << 20;

    /** Phrases that are made at once while warming up. */
    private static final int LANES = 4;

    /** What was made; may be shared by agents of different voices, in one process. Thread-safe. */
    static final class Store {
        private record Key(String voice, String text) {}

        private final Map<Key, List<short[]>> phrases = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();

        /** How much is kept, bytes. */
        long bytes() {
            return bytes.get();
        }

        private void keep(Key key, List<short[]> sound) {
            long more = sound.stream().mapToLong(chunk -> 2L * chunk.length).sum();
            if (bytes.addAndGet(more) > MOST_BYTES || phrases.putIfAbsent(key, List.copyOf(sound)) != null) {
                bytes.addAndGet(-more);
            }
        }
    }

    private final String voice;
    private final Store store;

    /** {@code voice} names engine, voice and all settings that change its sound. */
    PhraseCache(Synthesiser engine, String voice, Store store) {
        super(engine);
        this.voice = voice;
        this.store = store;
    }

    /** All that changes the sound of a phrase. */
    static String voice(Synthesiser engine, AgentConfig.Tts tts) {
        return String.join(
                "|",
                engine.name(),
                tts.engine(),
                tts.voice(),
                Double.toString(tts.pitchHz()),
                Double.toString(tts.rateWpm()),
                Boolean.toString(tts.trimSilence()),
                tts.provider().baseUrl(),
                tts.provider().model());
    }

    @Override
    public Synthesiser forCall(long call) {
        return new PhraseCache(engine().forCall(call), voice, store);
    }

    @Override
    public Runnable speak(Timeline timeline, String text, Sink sink) {
        List<short[]> kept = store.phrases.get(new Store.Key(voice, text));
        if (kept == null) {
            return engine().speak(timeline, text, sink);
        }
        Playing playing = new Playing(kept, sink);
        timeline.after(0, playing::play);
        return playing::cancel;
    }

    @Override
    public void prepare(Timeline timeline, List<String> texts, Runnable done) {
        Making making = new Making(timeline, new ArrayDeque<>(texts), done);
        for (int i = 0; i < LANES; i++) {
            making.lanes++;
            timeline.after(0, making::next);
        }
    }

    /** A phrase that was found; its sink may cancel it between chunks. */
    private static final class Playing {
        private final List<short[]> sound;
        private final Sink sink;
        private boolean cancelled;

        Playing(List<short[]> sound, Sink sink) {
            this.sound = sound;
            this.sink = sink;
        }

        void play() {
            if (!cancelled) {
                sink.lever("phrase_cache", "hit");
            }
            for (int i = 0; i < sound.size() && !cancelled; i++) {
                sink.audio(sound.get(i));
            }
            if (!cancelled) {
                sink.done();
            }
        }

        void cancel() {
            cancelled = true;
        }
    }

    /** The phrases that are still to be made. One that fails is not kept. */
    private final class Making {
        private final Timeline timeline;
        private final ArrayDeque<String> texts;
        private final Runnable done;
        private int lanes;

        Making(Timeline timeline, ArrayDeque<String> texts, Runnable done) {
            this.timeline = timeline;
            this.texts = texts;
            this.done = done;
        }

        void next() {
            String text = texts.poll();
            if (text == null) {
                if (--lanes == 0) {
                    done.run();
                }
                return;
            }
            List<short[]> sound = new ArrayList<>();
            engine().speak(timeline, text, new Sink() {
                @Override
                public void audio(short[] samples) {
                    sound.add(samples);
                }

                @Override
                public void done() {
                    if (!sound.isEmpty()) {
                        store.keep(new Store.Key(voice, text), sound);
                    }
                    timeline.after(0, Making.this::next);
                }

                @Override
                public void failed(String why) {
                    timeline.after(0, Making.this::next);
                }
            });
        }
    }
}
