package io.turngap.gatling;

import io.gatling.app.Gatling;
import io.turngap.measure.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ResourceBundle;
import java.util.prefs.Preferences;

/**
 * What runs in Gatling's JVM: {@code render RUN} makes Gatling's page of a run's folder, {@code run …} hands its arguments to Gatling. Leaves the
 * JVM, as Gatling does.
 */
public final class GatlingMain {

    /** Folder of Gatling's page in a run's folder. */
    public static final String FOLDER = "gatling";

    private GatlingMain() {}

    public static void main(String[] args) throws IOException {
        looksForNoVersion();
        if (args.length == 2 && args[0].equals("render")) {
            RunFolder run = RunFolder.open(Path.of(args[1]));
            Path folder = Files.createDirectories(run.root().resolve(FOLDER));
            SimulationLog.write(
                    folder.resolve("simulation.log"),
                    ResourceBundle.getBundle("gatling-version").getString("version"),
                    run.read().scenario().name(),
                    run.readTurns().turns(),
                    run.readCalls());
            Gatling.main(new String[] {
                "-ro", FOLDER, "-rf", run.root().toAbsolutePath().toString()
            });
        } else if (args.length > 1 && args[0].equals("run")) {
            Gatling.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            System.err.println("expected: render RUN, or run and Gatling's arguments");
            System.exit(2);
        }
    }

    /** Gatling asks a registry for its newest version once a day, unless it did so already. These preferences are this JVM's alone. */
    private static void looksForNoVersion() {
        Preferences latest = Preferences.userRoot().node("/io/gatling/latestVersion");
        latest.putLong("lastCheckTimestamp", Long.MAX_VALUE / 2);
        latest.putBoolean("lastCheckSuccess", false);
    }
}
