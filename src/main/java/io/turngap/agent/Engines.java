package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engines of the bundled agent's ear and mouth, as configured; loaded once, shared by all calls. */
public final class Engines implements AutoCloseable {

    private static final String CORPUS = "corpus.txt";
    private static final long SEED = 1;
    private static final String OTHER = "other";

    private final VoiceActivity.Engine vad;
    private final Recogniser.Engine recogniser;
    private final Synthesiser synthesiser;
    private final @Nullable SphinxEngine sphinx;

    /**
     * Which engines.
     *
     * @param vad {@code silero}, or {@code energy} for many calls at once
     * @param recogniser {@code sphinx}, {@code matcher} for many calls at once, or {@code auto}: sphinx for the first calls, matcher beyond
     * @param mostStreams calls that {@code auto} gives to sphinx at once
     * @param decoders utterances that sphinx decodes at once; others wait. Each takes a quarter of a core while somebody speaks
     * @param synthesiser {@code freetts}
     * @param pitchHz mean pitch of the voice, 50 to 400
     * @param wordsPerMinute speed of the voice, 80 to 400
     * @param trimSilence whether the silence before each phrase is cut
     */
    public record Options(
            String vad,
            String recogniser,
            int mostStreams,
            int decoders,
            String synthesiser,
            double pitchHz,
            double wordsPerMinute,
            boolean trimSilence) {

        /** Real ears and mouth for the first calls, and a cheap ear beyond. */
        public static Options standard() {
            int decoders = Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 2, 16);
            return new Options("silero", "auto", decoders, decoders, "freetts", 100, 150, true);
        }
    }

    /** Engines that do not come with Turngap; where one is given, it stands in for what the options name. */
    interface Others {
        /** A recogniser; {@code sentences} gives what callers say, one sentence each. */
        Optional<Recogniser.Engine> recogniser(Supplier<List<String>> sentences);

        Optional<Synthesiser> synthesiser();
    }

    private static final Others NO_OTHERS = new Others() {
        @Override
        public Optional<Recogniser.Engine> recogniser(Supplier<List<String>> sentences) {
            return Optional.empty();
        }

        @Override
        public Optional<Synthesiser> synthesiser() {
            return Optional.empty();
        }
    };

    private Engines(Options options, Others others, Fixtures fixtures, Path folder) {
        if (options.mostStreams < 0) {
            throw new IllegalArgumentException("most_streams: " + options.mostStreams
                    + "; 0 or more is allowed: 0 gives every call to the matcher");
        }
        vad = switch (options.vad) {
            case "silero" -> new SileroVoiceActivity.Engine();
            case "energy" -> new EnergyVoiceActivity.Engine();
            default -> throw unknown("voice activity engine", options.vad, "silero, energy");
        };
        Optional<Synthesiser> voice = others.synthesiser();
        if (voice.isEmpty() && !options.synthesiser.equals("freetts")) {
            throw unknown("synthesis engine", options.synthesiser, "freetts");
        }
        Optional<Recogniser.Engine> ear = others.recogniser(() -> sentences(fixtures));
        switch (ear.isPresent() ? OTHER : options.recogniser) {
            case OTHER -> {
                sphinx = null;
                recogniser = ear.orElseThrow();
            }
            case "sphinx" -> {
                sphinx = new SphinxEngine(sentences(fixtures), options.decoders);
                recogniser = sphinx;
            }
            case "matcher" -> {
                sphinx = null;
                recogniser = new MatcherRecogniser.Engine(templates(fixtures, folder));
            }
            case "auto" -> {
                SphinxEngine first = new SphinxEngine(sentences(fixtures), options.decoders);
                sphinx = first;
                recogniser =
                        new Auto(first, new MatcherRecogniser.Engine(templates(fixtures, folder)), options.mostStreams);
            }
            default -> throw unknown("recognition engine", options.recogniser, "sphinx, matcher, auto");
        }
        int voices = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
        synthesiser = voice.orElseGet(() -> new FreeTtsSynthesiser(
                voices, (float) options.pitchHz, (float) options.wordsPerMinute, options.trimSilence));
    }

    private static IllegalArgumentException unknown(String what, String value, String allowed) {
        return new IllegalArgumentException(
                what + ": \"" + value + "\"; allowed are " + allowed + ": change the option");
    }

    /**
     * Loads the engines; takes some seconds where sphinx is among them.
     *
     * @param fixtures the utterances that callers say: the recogniser's vocabulary includes their words, the matcher knows their sound
     * @param folder the fixtures' folder
     * @throws IllegalArgumentException when an option is wrong
     * @throws IllegalStateException when a model cannot be loaded
     */
    public static Engines open(Options options, Fixtures fixtures, Path folder) {
        return open(options, NO_OTHERS, fixtures, folder);
    }

    /** As {@link #open(Options, Fixtures, Path)}, with engines from elsewhere. */
    static Engines open(Options options, Others others, Fixtures fixtures, Path folder) {
        return new Engines(options, others, fixtures, folder);
    }

    /** What callers of the bundled use cases say, one sentence each. */
    static List<String> corpus() {
        try (InputStream stream = Engines.class.getResourceAsStream(CORPUS)) {
            if (stream == null) {
                throw new IllegalStateException(
                        CORPUS
                                + " is not on the class path; it stands beside the agent's classes in Turngap's jar: build again");
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + CORPUS + ": " + e.getMessage(), e);
        }
    }

    private static List<String> sentences(Fixtures fixtures) {
        List<String> sentences = new ArrayList<>(corpus());
        sentences.addAll(fixtures.transcripts());
        return sentences;
    }

    /** Every fixture with its words. */
    static List<MatcherRecogniser.Template> templates(Fixtures fixtures, Path folder) {
        return fixtures.entries().stream()
                .map(entry -> fixtures.utterance(
                        entry.id(), folder, Optional.empty(), Optional.empty(), new Seeds(SEED).random()))
                .map(heard -> new MatcherRecogniser.Template(heard.transcript(), heard.sound()))
                .toList();
    }

    /** What tells speech from the rest, for each call anew; closed with these engines. */
    public VoiceActivity.Engine vad() {
        return vad;
    }

    /** Which engine a call got, {@link Recogniser#engine} says. */
    public Recogniser.Engine recogniser() {
        return recogniser;
    }

    /** What speaks, shared by all calls; closed with these engines. */
    public Synthesiser synthesiser() {
        return synthesiser;
    }

    /** How busy sphinx is, where it is used. */
    public Optional<SphinxEngine.Load> sphinxLoad() {
        return Optional.ofNullable(sphinx).map(SphinxEngine::load);
    }

    /** Words of the fixtures that sphinx cannot recognise, because its dictionary does not have them. */
    public List<String> missingWords() {
        return sphinx == null ? List.of() : sphinx.missingWords();
    }

    @Override
    public void close() {
        synthesiser.close();
        recogniser.close();
        vad.close();
    }

    /** Gives the first calls to sphinx and, while those last, the others to the matcher. */
    private record Auto(SphinxEngine sphinx, MatcherRecogniser.Engine matcher, int mostStreams)
            implements Recogniser.Engine {

        @Override
        public Recogniser open(Timeline timeline) {
            return sphinx.load().streams() < mostStreams ? sphinx.open(timeline) : matcher.open(timeline);
        }

        @Override
        public String name() {
            return "auto: " + sphinx.name() + " for " + mostStreams + " calls at once, then " + matcher.name();
        }

        @Override
        public void close() {
            sphinx.close();
            matcher.close();
        }
    }
}
