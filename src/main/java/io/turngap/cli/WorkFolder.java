package io.turngap.cli;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for a command's own files, which is gone when the command is: also after Ctrl-C. */
final class WorkFolder implements AutoCloseable {

    private final Path path;
    private final Thread onExit;

    private WorkFolder(Path path) {
        this.path = path;
        this.onExit = new Thread(this::delete, "delete-work-folder");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Makes one where the system keeps temporary files; where that cannot be written, the command ends with a message. */
    static WorkFolder make(String prefix) {
        try {
            return new WorkFolder(Files.createTempDirectory(prefix));
        } catch (IOException cause) {
            throw new CommandFailure(
                    ExitCode.INTERNAL.code(),
                    "No folder for temporary files can be made in " + System.getProperty("java.io.tmpdir") + " ("
                            + cause
                            + "); one that can be written is needed. Make room there, or name another with"
                            + " TURNGAP_JAVA_OPTS=-Djava.io.tmpdir=DIR.");
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException goingDown) {
            // The hook finds nothing left to do.
        }
    }

    private void delete() {
        try (Stream<Path> inside = Files.walk(path)) {
            List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException left) {
            // A temporary file that stays does no harm.
        }
    }
}
