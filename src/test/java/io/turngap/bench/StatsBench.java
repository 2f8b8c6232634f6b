package io.turngap.bench;

import io.turngap.stats.ClusterBootstrap;
import io.turngap.stats.Clustered;
import io.turngap.stats.Design;
import io.turngap.stats.Effect;
import io.turngap.stats.OrderStatistics;
import io.turngap.stats.PermutationTest;
import io.turngap.time.Seeds;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * What judging a run costs: P50, P95 and P99 of five metrics, 200 calls of five turns an arm, 10,000 draws. First in a fresh machine, as a
 * command has it, then the median of further rounds; by processor time of the one thread, and by the clock. Not a test; run its {@code main}.
 */
public final class StatsBench {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int METRICS = 5;
    private static final int CALLS = 200;
    private static final int TURNS = 5;
    private static final List<Effect> EFFECTS =
            List.of(Effect.logRatio(0.5, 1), Effect.logRatio(0.95, 1), Effect.logRatio(0.99, 1));

    private StatsBench() {}

    /** Prints a line a case; the first argument is the number of rounds, 9 when absent. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        List<Clustered> first = new ArrayList<>();
        List<Clustered> second = new ArrayList<>();
        for (int metric = 0; metric < METRICS; metric++) {
            first.add(sample(new Seeds(1).at("first" + metric).random()));
            second.add(sample(new Seeds(1).at("second" + metric).random()));
        }
        time("permutation, apart", rounds, round -> permute(first, second, Design.apart(), round));
        time("permutation, pairs", rounds, round -> permute(first, second, Design.pairs(), round));
        time("intervals, apart", rounds, round -> estimate(first, second, Design.apart(), round));
        time("intervals, pairs", rounds, round -> estimate(first, second, Design.pairs(), round));
        time("intervals, five runs", rounds, round -> estimate(first, second, Design.runs(call -> call % 5), round));
    }

    private static double permute(List<Clustered> first, List<Clustered> second, Design design, int round) {
        List<PermutationTest.Question> questions = new ArrayList<>();
        for (int metric = 0; metric < METRICS; metric++) {
            for (Effect effect : EFFECTS) {
                questions.add(new PermutationTest.Question(first.get(metric), second.get(metric), effect));
            }
        }
        return PermutationTest.test(questions, design, ClusterBootstrap.DRAWS, new Seeds(round).random())
                .getFirst()
                .p();
    }

    private static double estimate(List<Clustered> first, List<Clustered> second, Design design, int round) {
        double sum = 0;
        for (int metric = 0; metric < METRICS; metric++) {
            sum += ClusterBootstrap.estimates(
                            first.get(metric),
                            second.get(metric),
                            EFFECTS,
                            design,
                            ClusterBootstrap.DRAWS,
                            OrderStatistics.TAIL,
                            new Seeds(round).random())
                    .getFirst()
                    .standardError();
        }
        return sum;
    }

    private static void time(String what, int rounds, IntFunction<Double> work) {
        double[] cpu = new double[rounds];
        double[] wall = new double[rounds];
        double sink = 0;
        for (int round = 0; round < rounds; round++) {
            long cpuStart = THREADS.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            sink += work.apply(round);
            cpu[round] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e6;
            wall[round] = (System.nanoTime() - start) / 1e6;
        }
        System.out.printf(
                "%-22s first %6.0f ms cpu %6.0f ms clock; then %6.0f ms cpu %6.0f ms clock (%.3f)%n",
                what, cpu[0], wall[0], median(cpu), median(wall), sink / rounds);
    }

    private static double median(double[] times) {
        double[] counted = Arrays.copyOfRange(times, times.length / 3, times.length);
        Arrays.sort(counted);
        return counted[counted.length / 2];
    }

    /** Log-normal turns, median 800, P95 about 1,800, ICC of the logarithms 0.3. */
    private static Clustered sample(UniformRandomProvider random) {
        var normal = ZigguratSampler.NormalizedGaussian.of(random);
        List<Clustered.Point> points = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            double effect = Math.sqrt(0.3) * normal.sample();
            for (int turn = 0; turn < TURNS; turn++) {
                double z = effect + Math.sqrt(0.7) * normal.sample();
                points.add(new Clustered.Point(call, 800 * Math.exp(0.5 * z), false));
            }
        }
        return Clustered.of(points);
    }
}
