package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.FrameLoss;
import io.turngap.sound.GilbertElliott;
import io.turngap.sound.Level;
import io.turngap.sound.OnsetDetector;
import io.turngap.sound.Pcm;
import io.turngap.sound.TelephoneLine;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.rng.UniformRandomProvider;

/** The acoustics of the sound room, with levels measured once for each sound. */
public final class FixtureAcoustics implements Acoustics {

    private final Fixtures fixtures;
    private final Path besides;
    private final Audibility audibility;
    private final Map<String, Double> speechLevels = new ConcurrentHashMap<>();
    private final Map<String, Background> beds = new ConcurrentHashMap<>();

    /**
     * Sounds from a folder of fixtures.
     *
     * @param besides where relative WAV paths are looked for: the scenario's folder
     * @param audibility what counts as audible
     */
    public FixtureAcoustics(Fixtures fixtures, Path besides, Audibility audibility) {
        this.fixtures = fixtures;
        this.besides = besides;
        this.audibility = audibility;
    }

    @Override
    public Utterance utterance(Step.Part.Speech speech, UniformRandomProvider random) {
        Optional<int[]> label =
                speech.label().map(ms -> new int[] {sample(ms.speechStartMs()), sample(ms.speechEndMs())});
        return fixtures.utterance(speech.source(), besides, speech.voice(), label, random);
    }

    @Override
    public double speechLevelDbfs(Utterance utterance) {
        return speechLevels.computeIfAbsent(utterance.id(), id -> Level.activeDbfs(utterance.sound()));
    }

    @Override
    public Background background(String bed) {
        return beds.computeIfAbsent(bed, id -> {
            short[] samples = fixtures.noise(id).samples();
            return new Background(samples, Level.rmsDbfs(samples));
        });
    }

    @Override
    public Line line(Conditions.Line line) {
        return switch (line) {
            case WIDEBAND -> frame -> {};
            case TELEPHONE -> {
                TelephoneLine telephone = new TelephoneLine();
                yield frame -> telephone.process(frame, 0, frame.length);
            }
        };
    }

    @Override
    public FrameLoss loss(Conditions.Loss loss, UniformRandomProvider random) {
        return switch (loss) {
            case Conditions.Loss.None none -> FrameLoss.none();
            case Conditions.Loss.Bernoulli each -> FrameLoss.bernoulli(each.rate(), random);
            case Conditions.Loss.GilbertElliott burst ->
                new GilbertElliott(burst.toBad(), burst.toGood(), burst.lossGood(), burst.lossBad(), random);
        };
    }

    @Override
    public Concealment concealment() {
        io.turngap.sound.Concealment receiver = new io.turngap.sound.Concealment();
        return new Concealment() {
            @Override
            public void arrived(short[] frame) {
                receiver.arrived(frame);
            }

            @Override
            public void conceal(short[] frame) {
                receiver.lost(frame);
            }
        };
    }

    @Override
    public int hearingLatencySamples() {
        return new OnsetDetector(audibility, Ear.GAP_MS, new Nobody()).latencySamples();
    }

    @Override
    public Hearing hearing(double gapMs, OnsetDetector.Listener listener) {
        return new OnsetDetector(audibility, gapMs, listener)::accept;
    }

    private static int sample(double ms) {
        return (int) Math.round(ms * Pcm.RATE_HZ / 1_000);
    }

    /** Listens to a detector that is only asked for its latency. */
    private static final class Nobody implements OnsetDetector.Listener {
        @Override
        public void onset(long sample) {
            throw new IllegalStateException("onset at sample " + sample + " of no sound");
        }

        @Override
        public void offset(long lastSample) {
            throw new IllegalStateException("offset at sample " + lastSample + " of no sound");
        }
    }
}
