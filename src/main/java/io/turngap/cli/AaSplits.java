package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.gate.AaCheck;
import io.turngap.gate.Baseline;
import io.turngap.gate.ExitCode;
import io.turngap.measure.Evaluation;
import io.turngap.measure.Reasons;
import io.turngap.measure.RunFolder;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Turn;
import io.turngap.stats.Interval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * {@code check --aa}: how often the gates would stop a release that changed nothing, told by calls that are there already. Of the run and
 * its baseline the one with more calls is split; of a run that called two agents in pairs, both are used.
 */
final class AaSplits {

    private static final int MOST_SPLITS = 10_000;

    @Option(
            names = "--aa",
            description = {
                "Instead of judging the run: hold its calls (or the baseline's, where those are more) against each other,",
                "and print how often the regression gates fail though nothing differs."
            })
    private boolean asked;

    @Option(
            names = "--splits",
            paramLabel = "N",
            description = "How many times --aa splits the calls. Default: " + AaCheck.SPLITS + ".")
    private @Nullable Integer given;

    /** True for {@code --aa}. */
    boolean asked() {
        if (!asked && given != null) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "--splits " + given
                            + " was given without --aa, which alone splits calls: add --aa, or leave it out");
        }
        if (asked && (splits() < 1 || splits() > MOST_SPLITS)) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    "The option --splits is " + splits() + "; 1 to " + MOST_SPLITS + " is allowed. Give one such as "
                            + AaCheck.SPLITS + ".");
        }
        return asked;
    }

    private int splits() {
        return given == null ? AaCheck.SPLITS : given;
    }

    /** Splits, prints, and gives the exit code: 3 when the interval of the false alarms lies above what is promised. */
    int check(RunFolder folder, Judging judging, PrintWriter out, boolean json) {
        RunRecord facts = folder.read();
        if (!facts.validity().valid()) {
            throw new CommandFailure(
                    ExitCode.INVALID.code(),
                    "The run in " + folder.root() + " is invalid ("
                            + Reasons.text(facts.validity().reasons()) + "); a valid one is expected. Give another.");
        }
        Against against = Against.of(judging, facts, folder);
        List<Turn> turns = folder.readTurns().turns();
        Evaluation run = Evaluation.of(turns, folder.readCalls(), facts.seed())
                .withGoodput(turns, facts.scenario().slo());
        Optional<Baseline> baseline = against.baseline();
        Optional<Evaluation> partners =
                baseline.filter(it -> it.origin().interleaved()).map(Baseline::evaluation);
        Optional<Baseline> longer = baseline.filter(it -> partners.isEmpty()
                && AaCheck.calls(it.evaluation(), Optional.empty()) > AaCheck.calls(run, Optional.empty()));
        Evaluation calls = longer.map(Baseline::evaluation).orElse(run);
        String source = longer.map(it -> "the baseline " + it.name()).orElse("the run " + facts.runId());
        int enough = AaCheck.fewest(partners.isPresent());
        int found = AaCheck.calls(calls, partners);
        if (found < enough) {
            String unit = partners.isPresent() ? " pairs of calls" : " calls";
            throw new CommandFailure(
                    ExitCode.INVALID.code(),
                    source.substring(0, 1).toUpperCase(Locale.ROOT) + source.substring(1) + " has " + found + unit
                            + "; to be split it needs " + enough + ". Give a run with at least " + (enough - found)
                            + " more.");
        }
        AaCheck.Result result = AaCheck.of(new AaCheck.Plan(
                AaCheck.rules(judging.rules(facts.scenario().gates()), facts.headline()),
                calls,
                partners,
                splits(),
                AaCheck.DRAWS,
                facts.seed()));
        out.print(json ? json(result, source) : text(result, source));
        out.flush();
        return (result.isBroken() ? ExitCode.GATE_FAILED : ExitCode.PASS).code();
    }

    private static String text(AaCheck.Result it, String source) {
        StringBuilder text = new StringBuilder(1_024);
        text.append(String.format(
                Locale.ROOT,
                it.pairs()
                        ? "A/A: the two sides of %2$d pairs of %1$s, exchanged at random %4$d times (%5$d draws each, seed %6$d)%n"
                        : "A/A: %2$d calls of %1$s, halved at random %4$d times: %3$d calls against the others (%5$d draws each, seed %6$d)%n",
                source,
                it.calls(),
                it.callsAnArm(),
                it.splits(),
                it.draws(),
                it.seed()));
        text.append(String.format(
                Locale.ROOT,
                "%n%-36s %24s %8s %8s %14s  %s%n",
                "gate",
                "false alarms (95 %)",
                "unsure",
                "pass",
                "percent alone",
                "halves differ by"));
        for (AaCheck.OfGate gate : it.gates()) {
            text.append(row(gate.rule(), gate.tally(), spread(gate)));
        }
        if (it.gates().size() > 1) {
            text.append(row("any of them", it.family(), ""));
        }
        text.append('\n').append(reading(it));
        return text.toString();
    }

    private static String row(String name, AaCheck.Tally tally, String spread) {
        Interval sure = tally.failed().ci95();
        return String.format(
                                Locale.ROOT,
                                "%-36s %6.1f %% (%4.1f to %4.1f %%) %6.1f %% %6.1f %% %12.1f %%  %s",
                                name,
                                100 * tally.failed().share(),
                                100 * sure.low(),
                                100 * sure.high(),
                                100 * tally.unsure().share(),
                                100 * tally.passed().share(),
                                100 * tally.bare().share(),
                                spread)
                        .stripTrailing()
                + '\n';
    }

    private static String spread(AaCheck.OfGate gate) {
        return gate.apartPercent().isEmpty()
                ? "no figure"
                : String.format(
                        Locale.ROOT,
                        "%+.1f to %+.1f %% (95 %%)",
                        gate.apartPercent().get(0),
                        gate.apartPercent().get(1));
    }

    /** How to read the figures, and what they do not show. */
    private static String reading(AaCheck.Result it) {
        double failed = 100 * it.family().failed().share();
        String verdict = it.isBroken()
                ? "That is more than the 5 % promised, and not by chance: do not trust these gates on data such as these."
                : "At most 5 % is promised.";
        String arms = it.pairs()
                ? "Each split is as long as the run, so the figures are those of the run's own verdicts."
                : String.format(
                        Locale.ROOT,
                        "Two runs of all %d calls raise no more false alarms than these halves, are unsure less often, and differ by"
                                + " about 0.7 times as much.",
                        it.calls());
        return String.format(
                Locale.ROOT,
                "Nothing differs between the sides of a split, and %.1f %% of the splits would have stopped a release. %s%n"
                        + "\"Percent alone\" is how often the rule's bare percentage was exceeded: what a gate without a test would have"
                        + " stopped.%n%s%n"
                        + "Not shown: drift between two runs made one after the other, since the calls of a split were made together.%n",
                failed,
                verdict,
                arms);
    }

    private static String json(AaCheck.Result it, String source) {
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("source", source);
        root.put("pairs", it.pairs());
        root.put("calls", it.calls());
        root.put("calls_an_arm", it.callsAnArm());
        root.put("splits", it.splits());
        root.put("draws", it.draws());
        root.put("seed", it.seed());
        root.put("promised", AaCheck.PROMISED);
        root.put("broken", it.isBroken());
        root.set("family", json(mapper, it.family()));
        ArrayNode gates = root.putArray("gates");
        for (AaCheck.OfGate gate : it.gates()) {
            ObjectNode node = json(mapper, gate.tally());
            node.put("rule", gate.rule());
            ArrayNode apart = node.putArray("apart_percent");
            gate.apartPercent().forEach(apart::add);
            gates.add(node);
        }
        try {
            return mapper.writeValueAsString(root) + System.lineSeparator();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ObjectNode json(ObjectMapper mapper, AaCheck.Tally tally) {
        ObjectNode node = mapper.createObjectNode();
        node.put("failed", tally.failed().share());
        ArrayNode ends = node.putArray("failed_ci95");
        ends.add(tally.failed().ci95().low()).add(tally.failed().ci95().high());
        node.put("unsure", tally.unsure().share());
        node.put("passed", tally.passed().share());
        node.put("percent_alone", tally.bare().share());
        return node;
    }
}
