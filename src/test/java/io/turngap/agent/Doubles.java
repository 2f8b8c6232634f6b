package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Engines that do as they are told. Loud frames are speech; words come from a list; each character takes 50 ms to say. */
final class Doubles {
    static final long RECOGNITION_NANOS = 30_000_000;
    static final long FIRST_AUDIO_NANOS = 10_000_000;
    static final int MS_A_CHARACTER = 50;

    private Doubles() {}

    static final class Vad implements VoiceActivity.Engine {
        @Override
        public VoiceActivity open() {
            return new VoiceActivity() {
                @Override
                public float accept(short[] frame) {
                    return Math.abs(frame[10]) > 1000 ? 0.9f : 0.1f;
                }

                @Override
                public void reset() {}

                @Override
                public void close() {}
            };
        }

        @Override
        public String name() {
            return "loudness";
        }

        @Override
        public void close() {}
    }

    /**
     * Gives the next text of a list for each utterance; one that is "never" gives no result. A text such as {@code my order|my order please}
     * has partials, one after each 100 ms, before the last, which is final; of {@code where?|when} the first is one of no confidence.
     */
    static final class Words implements Recogniser.Engine {
        final ArrayDeque<String> texts;
        final List<Integer> framesHeard = new ArrayList<>();

        Words(String... texts) {
            this.texts = new ArrayDeque<>(List.of(texts));
        }

        @Override
        public Recogniser open(Timeline timeline) {
            return new Recogniser() {
                private int frames;
                private Consumer<Transcript> partials = partial -> {};
                private Timeline.Scheduled task = () -> {};

                @Override
                public String engine() {
                    return "scripted";
                }

                @Override
                public void begin(Consumer<Transcript> partials) {
                    frames = 0;
                    this.partials = partials;
                }

                @Override
                public void accept(short[] samples, int count) {
                    frames++;
                    String[] heard =
                            texts.isEmpty() ? new String[0] : texts.element().split("\\|");
                    if (frames % 5 == 0 && frames / 5 < heard.length) {
                        String partial = heard[frames / 5 - 1];
                        partials.accept(new Transcript(partial.replace("?", ""), partial.endsWith("?") ? 0.3 : 0.9));
                    }
                }

                @Override
                public void finish(Consumer<Transcript> result) {
                    framesHeard.add(frames);
                    String last = texts.isEmpty() ? "" : texts.poll();
                    String text = last.substring(last.lastIndexOf('|') + 1);
                    if (!text.equals("never")) {
                        task = timeline.after(RECOGNITION_NANOS, () -> result.accept(new Transcript(text, 1)));
                    }
                }

                @Override
                public void cancel() {
                    task.cancel();
                }

                @Override
                public void close() {
                    task.cancel();
                }
            };
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public void close() {}
    }

    /** Tone for speech, all of it {@value #FIRST_AUDIO_NANOS} ns after the request; text with "mute" gives nothing, with "broken" fails. */
    static final class Voice implements Synthesiser {
        @Override
        public Runnable speak(Timeline timeline, String text, Sink sink) {
            if (text.contains("mute")) {
                return () -> {};
            }
            Timeline.Scheduled task = timeline.after(FIRST_AUDIO_NANOS, () -> {
                if (text.contains("broken")) {
                    sink.failed("it is broken");
                    return;
                }
                short[] samples = new short[text.length() * MS_A_CHARACTER * 16];
                for (int i = 0; i < samples.length; i++) {
                    samples[i] = (short) (8000 * Math.sin(i * 2 * Math.PI * 500 / 16000));
                }
                sink.audio(samples);
                sink.done();
            });
            return task::cancel;
        }

        @Override
        public String name() {
            return "tone";
        }

        @Override
        public void close() {}
    }

    static Kit kit(AgentConfig config, Recogniser.Engine words) {
        return new Kit(
                new Vad(),
                Composition.recogniser(words, config),
                Composition.llm(ModelledLlm.engine(config.llm()), config),
                new ScriptedTools(
                        config.tools(), new io.turngap.time.Seeds(config.llm().seed()).at("tool")),
                Composition.synthesiser(new Voice(), config));
    }
}
