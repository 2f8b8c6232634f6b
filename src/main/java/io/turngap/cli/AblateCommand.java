package io.turngap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.agent.AgentConfigException;
import io.turngap.call.FixtureAcoustics;
import io.turngap.claims.Ablation;
import io.turngap.claims.AblationStudy;
import io.turngap.claims.Lever;
import io.turngap.claims.Levers;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.report.AblationReports;
import io.turngap.report.AblationText;
import io.turngap.report.Progress;
import io.turngap.report.TerminalStyle;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Overrides;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.ScenarioReader;
import io.turngap.scenario.ScenarioSounds;
import io.turngap.sound.Audibility;
import io.turngap.sound.Fixtures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what each lever between two settings of the bundled agent buys, from simulated runs. */
@Command(
        name = "ablate",
        mixinStandardHelpOptions = true,
        description = {
            "Says what each lever of the bundled agent buys, from simulated runs.",
            "Turns each off alone and on alone between two profiles, and shares the whole gain in P50 and P95 of TTFA among them",
            "(Shapley). All latency is modelled."
        },
        footer = {
            "",
            "Examples:",
            "  turngap ablate scenarios/01-order-status.yaml",
            "  turngap ablate scenarios/01-order-status.yaml --profile conversation --from production-2026",
            "  turngap ablate scenarios/03-hesitation.yaml --levers L1,L15,L16 --calls 1000",
            "  turngap ablate --list"
        })
final class AblateCommand implements Callable<Integer> {

    /** Stands for the scenario's own settings where a profile is named. */
    private static final String OWN = "scenario";

    private static final String USUAL_PROFILE = "order-status";
    private static final int CALLS = 200;
    private static final int FEWEST_ORDERS = 4;
    private static final int MOST_ORDERS = 10_000;
    private static final long MOST_CALLS = 50_000_000;

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Parameters(paramLabel = "SCENARIO", arity = "0..1", description = "The scenario, a YAML file.")
    private @Nullable Path scenarioFile;

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description =
                    "All levers on: a profile, a YAML file of settings, or the word scenario for the scenario's own agent settings. "
                            + "Default: the profile that those name, else " + USUAL_PROFILE + ".")
    private @Nullable String profile;

    @Option(
            names = "--from",
            paramLabel = "NAME|FILE",
            defaultValue = "naive",
            description = "All levers off. Default: ${DEFAULT-VALUE}.")
    private String from;

    @Option(
            names = "--levers",
            paramLabel = "ID,…",
            split = ",",
            description = "Only these, such as L1,L15; all others stand as in the profile.")
    private List<String> levers = new ArrayList<>();

    @Option(names = "--calls", paramLabel = "N", description = "Calls in each run. Default: " + CALLS + ".")
    private @Nullable Integer calls;

    @Option(names = "--seed", paramLabel = "N", description = "Origin of every random number.")
    private @Nullable Long seed;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "40",
            description =
                    "Orders of levers that are tried, half of them the other half reversed. Default: ${DEFAULT-VALUE}.")
    private int orders;

    @Option(names = "--out", paramLabel = "DIR", description = "The result's folder; default: reports/<id>-ablate.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(names = "--list", description = "Print the catalogue of levers and do nothing else.")
    private boolean list;

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        if (list) {
            Levers.ALL.forEach(lever -> list(print, lever));
            print.flush();
            return ExitCode.PASS.code();
        }
        CheckedScenario checked = read();
        Scenario scenario = checked.scenario();
        AblationStudy study = study(scenario);
        Fixtures fixtures = Fixtures.open(home.fixtures());
        ScenarioSounds.check(checked, fixtures);
        Path folder = folder(scenario);
        Progress shown = new Progress(System.err, TerminalStyle.of(System.getenv(), Terminal.isOne()));
        long start = System.nanoTime();
        Ablation ablation = study.run(
                new FixtureAcoustics(fixtures, ScenarioSounds.besides(scenario), Audibility.STANDARD),
                (done, all) -> shown.work((System.nanoTime() - start) / 1_000, done, all, "simulated runs"));
        shown.finish();
        Path page = AblationReports.write(folder, ablation);
        if (json) {
            print.println(AblationReports.json(ablation));
        } else {
            print.print(AblationText.render(ablation, TerminalStyle.of(System.getenv(), Terminal.isOne())));
            print.println();
            print.println("Picture: " + page);
        }
        print.flush();
        return ExitCode.PASS.code();
    }

    private static void list(PrintWriter print, Lever lever) {
        print.printf("%-4s %s%n", lever.id(), lever.title());
        print.println("     keys:  agent." + String.join(", agent.", lever.keys()));
        if (!lever.needs().isEmpty()) {
            print.println("     needs: " + String.join(", ", lever.needs()));
        }
        print.println("     costs: " + lever.cost());
        print.println("     code:  " + lever.file());
    }

    private CheckedScenario read() {
        if (scenarioFile == null) {
            throw usage(
                    "no SCENARIO; a YAML file is expected: write it like turngap ablate scenarios/01-order-status.yaml,"
                            + " or give --list for the levers alone");
        }
        if (orders < FEWEST_ORDERS || orders > MOST_ORDERS) {
            throw usage("--orders " + orders + "; " + FEWEST_ORDERS + " to " + MOST_ORDERS
                    + " are allowed: an interval needs two pairs of an order and its reverse");
        }
        return ScenarioReader.read(
                scenarioFile,
                new Overrides(
                        List.of(),
                        OptionalInt.of(calls == null ? CALLS : calls),
                        OptionalInt.empty(),
                        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                        List.of()));
    }

    private AblationStudy study(Scenario scenario) {
        JsonNode own = scenario.agent();
        boolean names = own.path("profile").isTextual();
        String name = profile != null ? profile : names ? own.path("profile").textValue() : USUAL_PROFILE;
        boolean takesOwn = profile == null ? names : profile.equals(OWN);
        if (!takesOwn && !own.isEmpty()) {
            say("the scenario's own agent settings are left out; --profile " + OWN + " takes them instead of " + name);
        }
        AblationStudy study;
        try {
            study = new AblationStudy(new AblationStudy.Question(
                    scenario,
                    name,
                    takesOwn ? own : named(name),
                    from,
                    from.equals(OWN) ? own : named(from),
                    ids(),
                    orders));
        } catch (AgentConfigException | IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()));
        }
        long made = (long) study.runs() * scenario.calls();
        if (made > MOST_CALLS) {
            throw usage("--orders " + orders + " of " + study.levers() + " levers are " + study.runs() + " runs, of "
                    + scenario.calls() + " calls each: " + made + " calls; at most " + MOST_CALLS
                    + " are allowed. Lower --calls or --orders, or choose among the levers with --levers");
        }
        return study;
    }

    private static JsonNode named(String name) {
        return JsonNodeFactory.instance.objectNode().put("profile", name);
    }

    private Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        for (String id : levers) {
            ids.add(Levers.of(id.strip())
                    .orElseThrow(() -> usage("--levers: there is no lever \"" + id + "\"; L1 to L" + Levers.ALL.size()
                            + " are allowed: turngap ablate --list says what they are"))
                    .id());
        }
        return ids;
    }

    /** A folder of its own beside the runs'; {@code latest} goes on to mean the last run. */
    private Path folder(Scenario scenario) {
        Path wanted =
                out != null ? out : Path.of("reports", RunFolder.runId(Instant.now(), scenario.name()) + "-ablate");
        return RunFolder.create(wanted).root();
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE.code(), what);
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("turngap: " + text);
        err.flush();
    }
}
