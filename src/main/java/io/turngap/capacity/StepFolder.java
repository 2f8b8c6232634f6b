package io.turngap.capacity;

import io.turngap.measure.RunFolder;
import java.nio.file.Path;
import java.util.Locale;

/** Where a step's journal lies below the search's folder: {@code steps/03-16}, a run's folder like any other. */
final class StepFolder {

    private StepFolder() {}

    static String name(int index, StepRun step) {
        return String.format(Locale.ROOT, "steps/%02d-%s", index, step.by().format(step.load()));
    }

    static RunFolder create(Path root, int index, StepRun step) {
        return RunFolder.create(root.resolve(name(index, step)));
    }
}
