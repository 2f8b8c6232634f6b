package io.turngap.bench;

import io.turngap.gate.Baseline;
import io.turngap.gate.Gates;
import io.turngap.gate.Looks;
import io.turngap.gate.Rule;
import io.turngap.measure.Comparison;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord.ScenarioInfo;
import io.turngap.measure.RunRecord.Validity;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Turn;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * One row of the table: a kind of data, a design, a family of gates, a length and an effect, drawn and judged many times.
 *
 * @param data how turns are drawn
 * @param design how the two arms came about
 * @param family the gates
 * @param calls an arm
 * @param effect what is slower in the second arm
 */
public record GateCell(GateData data, Design design, Family family, int calls, GateData.Effect effect) {

    private static final Validity VALID = new Validity(true, List.of(), Map.of(), Map.of(), null, Map.of(), Map.of());
    private static final ScenarioInfo SCENARIO = new ScenarioInfo("bench", "", "bench", "", 0, 0, List.of(), null);
    private static final int STORED_RUNS = 5;
    /** Standard deviation of the logarithm of what one run, or one hour of a day, is slower than another. */
    private static final double DRIFT = 0.1;

    /** How the two arms came about. */
    public enum Design {
        /** Two runs, alike but for chance. */
        APART("two runs"),
        /** Two runs, each as slow as its hour: 10 % from run to run. */
        APART_DRIFT("two runs, 10 % drift"),
        /** One run of pairs, through hours that are each slow by about 10 %. */
        PAIRS_DRIFT("interleaved pairs, 10 % drift"),
        /** Five stored runs of as many calls as the candidate, 10 % from run to run. */
        RUNS_DRIFT("5 stored runs, 10 % drift");

        private final String words;

        Design(String words) {
            this.words = words;
        }
    }

    /** What is asked. */
    public enum Family {
        /** The one gate that a baseline brings along, but stricter. */
        P95("P95", List.of("ttfa p95")),
        /** Both ends. */
        P50_P95("P50, P95", List.of("ttfa p50", "ttfa p95")),
        /** TTFA and four stages at three percentiles. */
        FIFTEEN(
                "15 gates",
                Stream.of("ttfa", "endpointing", "stt", "llm", "tts")
                        .flatMap(name -> Stream.of("p50", "p95", "p99").map(p -> name + " " + p))
                        .toList());

        private final String words;
        private final List<Rule> rules;

        Family(String words, List<String> subjects) {
            this.words = words;
            this.rules = subjects.stream()
                    .map(subject -> Rule.parse(subject + " regresses < 5 %"))
                    .toList();
        }
    }

    /**
     * What came of it.
     *
     * @param failed repetitions in which any gate failed
     * @param passed in which all passed
     * @param tenPercent in which the P95 of TTFA was more than a tenth above the baseline's
     * @param mannWhitney in which that test on turns found the second arm slower
     */
    public record Outcome(int repetitions, int failed, int passed, int tenPercent, int mannWhitney) {
        Outcome plus(Outcome other) {
            return new Outcome(
                    repetitions + other.repetitions,
                    failed + other.failed,
                    passed + other.passed,
                    tenPercent + other.tenPercent,
                    mannWhitney + other.mannWhitney);
        }
    }

    /** A cell of log-normal turns, without drift. */
    public static GateCell of(double icc, Family family, int calls, GateData.Effect effect) {
        return of(GateData.Shape.LOG_NORMAL, icc, Design.APART, family, calls, effect);
    }

    /** A cell. */
    public static GateCell of(
            GateData.Shape shape, double icc, Design design, Family family, int calls, GateData.Effect effect) {
        return new GateCell(new GateData(shape, icc, family == Family.FIFTEEN), design, family, calls, effect);
    }

    /** True when nothing differs. */
    public boolean isAa() {
        return effect.share() == 0;
    }

    /** Its data, in words that a pattern can pick. */
    public String name() {
        String shape = data.shape().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return String.format(
                Locale.ROOT,
                "%s, ICC %.1f | %s | %s | %d | %s",
                shape,
                data.icc(),
                design.words,
                family.words,
                calls,
                isAa()
                        ? "none"
                        : String.format(
                                Locale.ROOT,
                                "+%.0f %% %s",
                                100 * effect.share(),
                                effect.what() == GateData.Slower.ALL ? "everywhere" : "at P95, tail only"));
    }

    /** Draws and judges so many times, on all cores; the same seed gives the same. */
    public Outcome judged(int repetitions, int draws, long seed) {
        Seeds seeds = new Seeds(seed).at(name());
        return IntStream.range(0, repetitions)
                .parallel()
                .mapToObj(repetition -> once(seeds.at(repetition), draws))
                .reduce(new Outcome(0, 0, 0, 0, 0), Outcome::plus);
    }

    private Outcome once(Seeds seeds, int draws) {
        Gates.Case drawn = drawn(seeds);
        Verdict verdict = Gates.judge(drawn, draws).verdict();
        double[] was = values(drawn.baseline().orElseThrow().evaluation());
        double[] is = values(drawn.evaluation());
        return new Outcome(
                1,
                verdict == Verdict.FAIL ? 1 : 0,
                verdict == Verdict.PASS ? 1 : 0,
                NaiveRules.tenPercentAbove(was, is) ? 1 : 0,
                NaiveRules.mannWhitney(was, is) ? 1 : 0);
    }

    /** Both arms of a repetition, to be judged. */
    Gates.Case drawn(Seeds seeds) {
        boolean pairs = design == Design.PAIRS_DRIFT;
        List<Baseline.Origin.Run> runs = new ArrayList<>();
        List<Turn> first = new ArrayList<>();
        int stored = design == Design.RUNS_DRIFT ? STORED_RUNS : 1;
        for (int run = 0; run < stored; run++) {
            first.addAll(data.turns(
                    run * calls,
                    calls,
                    GateData.Effect.NONE,
                    weather(seeds.at("drift"), run),
                    seeds.at("first").at(run).random()));
            runs.add(new Baseline.Origin.Run(
                    new Comparison.Side("before-" + run, "", "bench", calls, (long) calls * GateData.TURNS),
                    run * calls));
        }
        List<Turn> second = data.turns(
                0,
                calls,
                effect,
                weather(seeds.at("drift"), pairs ? 0 : stored),
                seeds.at("second").random());
        Baseline baseline = new Baseline(
                "before",
                Baseline.Measured.CALLS,
                SCENARIO,
                Evaluation.unsummarised(first, 1),
                List.of(),
                new Baseline.Origin(pairs, runs));
        return new Gates.Case(
                family.rules,
                Evaluation.unsummarised(second, 1),
                VALID,
                Optional.of(baseline),
                seeds.seed(),
                List.of(),
                Looks.ONCE);
    }

    /** The minutes of a run: calm, one factor for all of it, or hours that come and go within it. */
    private GateData.Weather weather(Seeds drift, int run) {
        if (design == Design.APART) {
            return GateData.Weather.CALM;
        }
        UniformRandomProvider random = drift.at(run).random();
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        if (design != Design.PAIRS_DRIFT) {
            double factor = Math.exp(DRIFT * normal.sample());
            return call -> factor;
        }
        int hour = Math.max(1, calls / 6);
        double[] factors = IntStream.rangeClosed(0, calls / hour)
                .mapToDouble(each -> Math.exp(DRIFT * normal.sample()))
                .toArray();
        return call -> factors[call / hour];
    }

    private static double[] values(Evaluation evaluation) {
        var ttfa = evaluation.distributions().get(Metrics.TTFA);
        return ttfa == null
                ? new double[0]
                : ttfa.data().points().stream()
                        .mapToDouble(point -> point.value())
                        .toArray();
    }
}
