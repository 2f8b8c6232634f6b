package io.turngap.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * What all turns of a run add up to, taken one after another and kept as histograms and sums: for a run of which the journal holds a sample.
 * Each turn counts as it does in {@link Evaluation}, by the same {@link Metrics}, {@link Waterfall} and {@link ShareTrials}. Memory grows
 * with the calls that are open at once, and with nothing else.
 *
 * <p>Confined to one thread. Of calls only; a probe's turns have no place here.
 */
public final class Totals {

    /** Count of {@code run.json}: one of so many calls stands in the journal; 0 for none. */
    public static final String ONE_CALL_IN = "journal_one_call_in";

    private static final int VERSION = 1;
    private static final int RATES = ShareTrials.OF_TURNS.size();
    private static final int FAILED = 2 * RATES;
    private static final int GOOD = FAILED + 1;
    private static final int SPOKEN = FAILED + 2;
    private static final int SUMS = FAILED + 3;

    private final JournalSample sample;
    private final Map<String, Tally> metrics = new HashMap<>();
    private final Map<Stage, Tally> stages = new EnumMap<>(Stage.class);
    private final Map<String, ShareSums> shares = new LinkedHashMap<>();
    private final Map<Integer, int[]> open = new HashMap<>();
    private TurnCounts counts = new TurnCounts();
    private Optional<GoodputSums> goodput;
    private long calls;
    private long clamped;

    /**
     * Nothing yet, beside a journal that holds {@code sample}.
     *
     * @param sloMs the run's target, ms of TTFA; empty for none, and then no goodput is counted
     */
    public Totals(JournalSample sample, OptionalLong sloMs) {
        this.sample = sample;
        this.goodput = sloMs.isPresent() ? Optional.of(new GoodputSums(sloMs.getAsLong())) : Optional.empty();
        ShareTrials.OF_TURNS.forEach(name -> shares.put(name, new ShareSums()));
        shares.put(Share.FAILED_CALLS, new ShareSums());
    }

    /** Which calls the journal holds. */
    public JournalSample sample() {
        return sample;
    }

    /** Calls counted so far. */
    public long calls() {
        return calls;
    }

    /** A turn ended. */
    public void add(Turn turn) {
        counts.add(turn);
        Metrics.each(turn, (name, value) -> {
            metrics.computeIfAbsent(name, unused -> new Tally()).add(value.us(), value.censored());
            clamped += value.us() > Distribution.LARGEST_US ? 1 : 0;
        });
        Waterfall.of(turn)
                .filter(waterfall -> waterfall.totalUs() >= 0)
                .ifPresent(waterfall -> waterfall
                        .stagesUs()
                        .forEach((stage, us) -> stages.computeIfAbsent(stage, unused -> new Tally())
                                .add(us, false)));
        int[] call = open.computeIfAbsent(turn.call(), unused -> new int[SUMS]);
        ShareTrials.each(turn, (name, hit) -> {
            int rate = ShareTrials.OF_TURNS.indexOf(name);
            call[rate] += hit ? 1 : 0;
            call[RATES + rate]++;
        });
        if (turn.outcome() == Outcome.ERROR) {
            call[FAILED] = 1;
        }
        if (Goodput.counts(turn)) {
            call[SPOKEN]++;
            call[GOOD] +=
                    goodput.isPresent() && Goodput.isGood(turn, goodput.get().sloMs()) ? 1 : 0;
        }
    }

    /** No further turn of this call comes. */
    public void callOver(int call) {
        int[] sums = open.remove(call);
        if (sums == null) {
            return;
        }
        calls++;
        for (int rate = 0; rate < RATES; rate++) {
            share(ShareTrials.OF_TURNS.get(rate)).call(sums[rate], sums[RATES + rate]);
        }
        share(Share.FAILED_CALLS).call(sums[FAILED], 1);
        goodput.ifPresent(good -> good.call(sums[GOOD], sums[SPOKEN], sums[FAILED] > 0));
    }

    /** No further turn comes: calls that are open still are over. */
    public void over() {
        List.copyOf(open.keySet()).forEach(this::callOver);
    }

    /** All values of a metric; empty when there is none, and of answers where none could be told from a filler. */
    Optional<Tally> metric(String name) {
        return Optional.ofNullable(metrics.get(name))
                .filter(tally -> !name.equals(Metrics.ANSWER) || tally.n() > tally.censored());
    }

    /** All values of a stage. */
    Optional<Tally> stage(Stage stage) {
        return Optional.ofNullable(stages.get(stage));
    }

    /** True when the rate {@code name} is counted here. */
    boolean counts(String name) {
        return shares.containsKey(name);
    }

    /** The sums of a rate. */
    ShareSums share(String name) {
        ShareSums sums = shares.get(name);
        if (sums == null) {
            throw new IllegalArgumentException("There is no rate '" + name + "' of calls; allowed are "
                    + shares.keySet() + ". Give one of these.");
        }
        return sums;
    }

    /** Goodput of all calls under this target; empty where it was not counted, as in a file of an older version. */
    Optional<ShareSums> goodput(long sloMs) {
        return goodput.filter(good -> good.sloMs() == sloMs).map(GoodputSums::sums);
    }

    /** Numbers of calls and turns, as {@link Evaluation} has them, and how many calls one of the journal stands for. */
    Map<String, Long> counts(Map<String, Share> of) {
        Map<String, Long> numbers = counts.counts(
                calls,
                of,
                metric(Metrics.GREETING).map(it -> it.n() - it.censored()).orElse(0L),
                metric(Metrics.TTFA).map(Tally::negative).orElse(0L),
                clamped);
        numbers.put(ONE_CALL_IN, (long) sample.oneIn());
        return numbers;
    }

    JsonNode toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema_version", VERSION);
        root.putObject("journal").put("one_call_in", sample.oneIn()).put("seed", sample.seed());
        root.put("calls", calls);
        root.put("clamped", clamped);
        counts.write(root.putObject("counts"));
        ObjectNode rates = root.putObject("rates");
        shares.forEach((name, sums) -> sums.write(rates.putObject(name)));
        goodput.ifPresent(good -> good.write(root.putObject("goodput")));
        ObjectNode byMetric = root.putObject("metrics");
        metrics.forEach((name, tally) -> tally.write(byMetric.putObject(name)));
        ObjectNode byStage = root.putObject("stages");
        stages.forEach((stage, tally) -> tally.write(byStage.putObject(stage.name())));
        return root;
    }

    /**
     * What {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Totals of(@Nullable JsonNode root) {
        if (root == null || root.path("schema_version").asInt() != VERSION) {
            throw new IllegalArgumentException("schema_version " + (root == null ? "" : root.path("schema_version"))
                    + "; " + VERSION + " can be read");
        }
        JsonNode journal = root.path("journal");
        Totals totals = new Totals(
                new JournalSample(
                        journal.path("one_call_in").asInt(),
                        journal.path("seed").asLong()),
                OptionalLong.empty());
        totals.goodput = root.has("goodput") ? Optional.of(GoodputSums.read(root.path("goodput"))) : Optional.empty();
        totals.calls = root.path("calls").asLong();
        totals.clamped = root.path("clamped").asLong();
        totals.counts = TurnCounts.read(root.path("counts"));
        totals.shares.replaceAll(
                (name, sums) -> ShareSums.read(root.path("rates").path(name)));
        try {
            for (var entry : root.path("metrics").properties()) {
                totals.metrics.put(entry.getKey(), Tally.read(entry.getValue()));
            }
            for (var entry : root.path("stages").properties()) {
                totals.stages.put(Stage.valueOf(entry.getKey()), Tally.read(entry.getValue()));
            }
        } catch (DataFormatException damaged) {
            throw new IllegalArgumentException(
                    "a histogram that cannot be decoded (" + damaged.getMessage() + ")", damaged);
        }
        return totals;
    }
}
