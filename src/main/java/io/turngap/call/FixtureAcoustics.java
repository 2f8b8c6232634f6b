package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.scenario.Step;
import io.turngap.sound.Audibility;
import io.turngap.sound.Concealment;
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
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.rng.UniformRandomProvider;

/** The acoustics of real calls: fixtures and users' files, noise beds, the telephone line, and the standard of what is audible. */
public final class FixtureAcoustics implements Acoustics {

    private final Fixtures fixtures;
    private final Path besides;
    private final Map<Pcm, Double> speechLevels = new ConcurrentHashMap<>();
    private final Map<String, Background> backgrounds = new ConcurrentHashMap<>();

    /**
     * Acoustics of {@code fixtures}.
     *
     * @param besides where relative paths of users' files start
     */
    public FixtureAcoustics(Fixtures fixtures, Path besides) {
        this.fixtures = fixtures;
        this.besides = besides;
    }

    @Override
    public Utterance utterance(Step.Part.Speech speech, UniformRandomProvider random) {
        return fixtures.utterance(
                speech.source(), besides, speech.voice(), speech.label().map(ScenarioSounds::samples), random);
    }

    @Override
    public double speechLevelDbfs(Utterance utterance) {
        return speechLevels.computeIfAbsent(utterance.sound(), Level::activeDbfs);
    }

    @Override
    public Background background(String bed) {
        return backgrounds.computeIfAbsent(bed, name -> {
            short[] samples = fixtures.noise(name).samples();
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
            case Conditions.Loss.Bernoulli(double rate) -> FrameLoss.bernoulli(rate, random);
            case Conditions.Loss.GilbertElliott(double toBad, double toGood, double lossGood, double lossBad) ->
                new GilbertElliott(toBad, toGood, lossGood, lossBad, random);
        };
    }

    @Override
    public Acoustics.Concealment concealment() {
        Concealment concealment = new Concealment();
        return new Acoustics.Concealment() {
            @Override
            public void arrived(short[] frame) {
                concealment.arrived(frame);
            }

            @Override
            public void conceal(short[] frame) {
                concealment.lost(frame);
            }
        };
    }

    @Override
    public Hearing hearing(double gapMs, OnsetDetector.Listener listener) {
        return new OnsetDetector(Audibility.STANDARD, gapMs, listener)::accept;
    }

    @Override
    public int hearingLatencySamples() {
        return new OnsetDetector(Audibility.STANDARD, 0, new Deaf()).latencySamples();
    }

    private static final class Deaf implements OnsetDetector.Listener {
        @Override
        public void onset(long sample) {
            // Only the detector's latency is asked for.
        }

        @Override
        public void offset(long lastSample) {
            // Only the detector's latency is asked for.
        }
    }
}
