package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.FrameLoss;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Simple sound with edges known to the sample. An utterance {@code name:ms} is 100 ms of silence, so many milliseconds of speech at
 * level 5,000, and 50 ms of silence. A sample is audible when it is louder than 100; news of it comes 25 ms later.
 */
final class TestSound implements Acoustics {

    static final int LATENCY = 400;
    static final short SPEECH = 5_000;
    static final short AGENT = 8_000;

    static short[] level(int samples, short level) {
        short[] sound = new short[samples];
        Arrays.fill(sound, level);
        return sound;
    }

    @Override
    public Utterance utterance(Step.Part.Speech speech, UniformRandomProvider random) {
        int count = Integer.parseInt(speech.source().substring(speech.source().indexOf(':') + 1)) * 16;
        short[] samples = new short[1_600 + count + 800];
        Arrays.fill(samples, 1_600, 1_600 + count, SPEECH);
        return new Utterance(speech.source(), "kim", "", new Pcm(Pcm.RATE_HZ, samples), 1_600, 1_600 + count - 1);
    }

    @Override
    public double speechLevelDbfs(Utterance utterance) {
        return 20 * Math.log10(SPEECH / 32_768.0);
    }

    @Override
    public Background background(String bed) {
        short[] samples = new short[16_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i % 2 == 0 ? 1_000 : -1_000);
        }
        return new Background(samples, 20 * Math.log10(1_000 / 32_768.0));
    }

    @Override
    public Line line(Conditions.Line line) {
        return frame -> {};
    }

    @Override
    public FrameLoss loss(Conditions.Loss loss, UniformRandomProvider random) {
        double rate = ((Conditions.Loss.Bernoulli) loss).rate();
        return () -> random.nextDouble() < rate;
    }

    @Override
    public Concealment concealment() {
        return new Concealment() {
            @Override
            public void arrived(short[] frame) {}

            @Override
            public void conceal(short[] frame) {
                Arrays.fill(frame, (short) 7);
            }
        };
    }

    @Override
    public int hearingLatencySamples() {
        return LATENCY;
    }

    @Override
    public Hearing hearing(double gapMs, OnsetDetector.Listener listener) {
        return new Hearing() {
            private long position;
            private long onset = -1;
            private long last;
            private boolean told;

            @Override
            public void accept(short[] samples, int offset, int count) {
                for (int i = offset; i < offset + count; i++, position++) {
                    boolean loud = Math.abs(samples[i]) > 100;
                    if (loud && onset < 0) {
                        onset = position;
                    }
                    last = loud ? position : last;
                    if (onset >= 0 && !told && position - onset >= LATENCY) {
                        told = true;
                        listener.onset(onset);
                    }
                    if (told && position - last >= gapMs * 16 + LATENCY) {
                        listener.offset(last);
                        onset = -1;
                        told = false;
                    }
                }
            }
        };
    }
}
