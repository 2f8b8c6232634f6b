package io.turngap.cli;

import io.turngap.capacity.Answer;
import io.turngap.capacity.Capacity;
import io.turngap.capacity.Knee;
import io.turngap.capacity.Plan;
import io.turngap.capacity.Scaling;
import io.turngap.capacity.Search;
import io.turngap.gate.ExitCode;
import io.turngap.report.CapacityReports;
import io.turngap.report.CapacityText;
import io.turngap.scenario.CheckedScenario;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows and writes down what a search found, after each step, so that one that is killed leaves what it measured. */
final class CapacityBook {

    private final Path folder;
    private final CheckedScenario checked;
    private final Search.Settings settings;
    private final String agent;
    private final boolean simulated;
    private final CapacityChoice choice;
    private final CapacityText text;
    private final String startedAt = Instant.now().toString();

    CapacityBook(
            Path folder,
            CheckedScenario checked,
            Search.Settings settings,
            String agent,
            boolean simulated,
            CapacityChoice choice,
            CapacityText text) {
        this.folder = folder;
        this.checked = checked;
        this.settings = settings;
        this.agent = agent;
        this.simulated = simulated;
        this.choice = choice;
        this.text = text;
    }

    void begin() {
        text.begin(result(new Search.Finding(Answer.STOPPED, unknown(), List.of(), List.of()), false));
    }

    private static Knee unknown() {
        return new Knee(0, 0, null, false, null, null);
    }

    /** A step is over. */
    void underway(Search.Finding finding) {
        text.step(finding.steps().getLast(), settings.by());
        write(result(finding, false));
    }

    /** The search is over: writes the page, and gives the exit code. */
    ExitCode finish(Search.Finding finding) {
        Capacity found = result(finding, finding.answer() != Answer.STOPPED);
        Path page = write(found);
        text.finish(found, page.toString());
        return code(found);
    }

    private ExitCode code(Capacity found) {
        Capacity.Gate gate = found.gate();
        return switch (found.answer()) {
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case STOPPED -> ExitCode.INVALID;
            case NEVER -> ExitCode.GATE_FAILED;
            case INSTRUMENT -> gate == Capacity.Gate.FAIL ? ExitCode.GATE_FAILED : ExitCode.INVALID;
            case KNEE, NO_KNEE, CEILING ->
                switch (gate) {
                    case FAIL -> ExitCode.GATE_FAILED;
                    case UNSURE -> choice.unsureFails() ? ExitCode.UNSURE : ExitCode.PASS;
                    case NONE, PASS -> ExitCode.PASS;
                };
        };
    }

    private Path write(Capacity found) {
        try {
            return CapacityReports.write(folder, found);
        } catch (IOException refused) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "The result cannot be written to " + folder + " (" + refused
                            + "); the journals of its steps are in " + folder.resolve("steps")
                            + ". Make room on the disk, or make the folder writable.");
        }
    }

    private Capacity result(Search.Finding finding, boolean complete) {
        Map<String, String> environment = Environment.describe();
        Optional<Scaling> scaling = Scaling.of(finding.steps(), settings.seed());
        Optional<Plan> plan = choice.plan(finding);
        return new Capacity(
                Capacity.SCHEMA_VERSION,
                complete,
                checked.scenario().name(),
                checked.scenario().digest(),
                settings.seed(),
                startedAt,
                agent,
                simulated,
                settings.by(),
                settings.target(),
                choice.least().orElse(null),
                finding.answer(),
                finding.knee(),
                finding.steps(),
                scaling.orElse(null),
                plan.orElse(null),
                finding.notes(),
                environment);
    }
}
