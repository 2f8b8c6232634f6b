package io.turngap.analyze;

import io.turngap.sound.Audibility;
import io.turngap.sound.Background;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Level;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import io.turngap.sound.Resample;
import io.turngap.sound.TelephoneLine;
import io.turngap.sound.Wav;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recorded call whose truth is known to the sample: utterances and replies of the fixtures laid where they are wanted, caller left, agent
 * right, 16 kHz. The caller's truth is the fixture's label, the agent's what {@link Audibility#STANDARD} says of the reply before anything
 * was done to it.
 */
public final class KnownCall {

    /** Folder of the fixtures. */
    public static final Path FIXTURES = Path.of("audio-fixtures");

    /** The active level of the fixtures' utterances, dBFS. */
    private static final double SPEECH_DBFS = Level.NOMINAL_DBFS;

    private final Fixtures fixtures;
    private final short[] caller;
    private final short[] agent;
    private final List<Stretch> callerTruth = new ArrayList<>();
    private final List<Stretch> agentTruth = new ArrayList<>();

    /** A call of so many seconds in which nobody has said anything yet. */
    public KnownCall(Fixtures fixtures, double seconds) {
        this.fixtures = fixtures;
        caller = new short[(int) (seconds * Pcm.RATE_HZ)];
        agent = new short[caller.length];
    }

    /** The caller's first word is spoken at this sample; gives the last speech sample. */
    public long callerSays(String id, long firstSpeech) {
        Fixtures.Utterance said = utterance(id);
        add(caller, said.sound().samples(), firstSpeech - said.firstSpeech());
        long last = firstSpeech + said.lastSpeech() - said.firstSpeech();
        callerTruth.add(new Stretch(firstSpeech, last));
        return last;
    }

    /** The agent is first audible at this sample; gives the last audible sample. */
    public long agentSays(String id, long firstAudible) {
        return agentSays(id, firstAudible, Long.MAX_VALUE);
    }

    /** As {@link #agentSays(String, long)}, cut off at a sample. */
    public long agentSays(String id, long firstAudible, long cutAt) {
        short[] sound = utterance(id).sound().samples();
        Stretch heard = audible(sound);
        long from = firstAudible - heard.first();
        int length = (int) Math.clamp(cutAt - from, 0, sound.length);
        short[] cut = java.util.Arrays.copyOf(sound, length);
        add(agent, cut, from);
        Stretch left = length == sound.length ? heard : audible(cut);
        agentTruth.add(new Stretch(firstAudible, from + left.last()));
        return from + left.last();
    }

    /** A short loud sound in the caller's channel that is no speech: a tap on the microphone, 10 ms. */
    public void callerTaps(long at) {
        for (int i = 0; i < 160; i++) {
            caller[(int) at + i] += (short) (12_000 * Math.exp(-i / 30.0) * Math.sin(i * 0.9));
        }
    }

    /** A noise bed behind the caller, so much below his speech. */
    public KnownCall noise(String bed, double snrDb, int start) {
        new Background(fixtures.noise(bed), SPEECH_DBFS, snrDb, start).mixInto(caller, 0, caller.length);
        return this;
    }

    /** Steady noise of a line in the agent's channel, so much below its speech. */
    public KnownCall agentNoise(String bed, double snrDb, int start) {
        new Background(fixtures.noise(bed), SPEECH_DBFS, snrDb, start).mixInto(agent, 0, agent.length);
        return this;
    }

    /** Both channels over a telephone line each; the truth moves by the line's delay. */
    public KnownCall line() {
        new TelephoneLine().process(caller, 0, caller.length);
        new TelephoneLine().process(agent, 0, agent.length);
        callerTruth.replaceAll(KnownCall::later);
        agentTruth.replaceAll(KnownCall::later);
        return this;
    }

    /** Each channel is heard in the other, so much lower and later. */
    public KnownCall echo(double gainDb, int delayMs) {
        short[] before = caller.clone();
        copy(agent, caller, gainDb, delayMs);
        copy(before, agent, gainDb, delayMs);
        return this;
    }

    /** The caller's utterances. */
    public List<Stretch> callerTruth() {
        return List.copyOf(callerTruth);
    }

    /** What the agent says. */
    public List<Stretch> agentTruth() {
        return List.copyOf(agentTruth);
    }

    public Pcm left() {
        return new Pcm(Pcm.RATE_HZ, caller);
    }

    public Pcm right() {
        return new Pcm(Pcm.RATE_HZ, agent);
    }

    /** The recording as a file of 16 bits. */
    public byte[] wav() {
        return Wav.stereo(left(), right());
    }

    /** As {@link #wav()}, at another rate. */
    public byte[] wav(int rateHz) {
        return Wav.stereo(Resample.to(left(), rateHz), Resample.to(right(), rateHz));
    }

    private Fixtures.Utterance utterance(String id) {
        return fixtures.utterance(id, Path.of("."), Optional.empty(), Optional.empty(), new Seeds(0).random());
    }

    private static Stretch later(Stretch truth) {
        return new Stretch(truth.first() + TelephoneLine.DELAY_SAMPLES, truth.last() + TelephoneLine.DELAY_SAMPLES);
    }

    private static void copy(short[] from, short[] to, double gainDb, int delayMs) {
        int delay = delayMs * Pcm.RATE_HZ / 1_000;
        double factor = Level.factor(gainDb);
        for (int i = delay; i < to.length; i++) {
            to[i] = clipped(to[i] + from[i - delay] * factor);
        }
    }

    private static void add(short[] to, short[] sound, long at) {
        for (int i = 0; i < sound.length; i++) {
            int place = Math.toIntExact(at + i);
            if (place >= 0 && place < to.length) {
                to[place] = clipped(to[place] + sound[i]);
            }
        }
    }

    private static short clipped(double value) {
        return (short) Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static Stretch audible(short[] sound) {
        long[] edges = {-1, 0};
        OnsetDetector detector = new OnsetDetector(Audibility.STANDARD, 60_000, new OnsetDetector.Listener() {
            @Override
            public void onset(long sample) {
                edges[0] = edges[0] < 0 ? sample : edges[0];
            }

            @Override
            public void offset(long lastSample) {
                edges[1] = lastSample;
            }
        });
        detector.accept(sound, 0, sound.length);
        detector.finish();
        return new Stretch(edges[0], edges[1]);
    }
}
