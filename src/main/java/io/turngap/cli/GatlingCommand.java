package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.gatling.GatlingJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a Gatling simulation whose virtual users make calls: one Java file, no project around it. */
@Command(
        name = "gatling",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a Gatling simulation whose virtual users make calls, with Gatling's injection profiles and assertions.",
            "The simulation is a Java file; calls in it are turngap(\"scenario.yaml\").agent(\"…\"). Gatling's charts are rendered, and the",
            "calls are written to a run's folder as by `run`, of which `report` makes the full report."
        },
        footer = {
            "",
            "Exit codes: 0, 3 when an assertion of the simulation failed, 2 when it does not compile, 1 when it broke.",
            "",
            "Example: turngap gatling scenarios/gatling/PeakCalls.java"
        })
final class GatlingCommand implements Callable<Integer> {

    /** What Gatling leaves with when an assertion failed. */
    private static final int ASSERTION_FAILED = 2;

    private static final int MOST_MISTAKES = 10;

    @CommandLine.Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SIMULATION", description = "The simulation, a Java file with one public class.")
    private Path simulation;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            defaultValue = "reports/gatling",
            description = "Where Gatling writes its log and its charts. Default: ${DEFAULT-VALUE}.")
    private Path results;

    @Override
    public Integer call() {
        String name =
                simulation.getFileName() == null ? "" : simulation.getFileName().toString();
        if (!name.endsWith(".java") || !Files.isRegularFile(simulation)) {
            throw usage(
                    "the simulation " + simulation + (Files.exists(simulation) ? " is no Java file" : " is not there")
                            + "; a file NAME.java with a public class NAME that extends io.gatling.javaapi.core.Simulation is expected,"
                            + " such as scenarios/gatling/PeakCalls.java");
        }
        Path classes = temporary();
        try {
            compile(classes);
            String className = className(classes, name.substring(0, name.length() - ".java".length()));
            GatlingJvm.Result result =
                    GatlingJvm.run(Home.folder(), classes, List.of("-s", className, "-rf", results.toString()));
            return result.code() == ASSERTION_FAILED ? ExitCode.GATE_FAILED.code() : result.code();
        } catch (GatlingJvm.Missing missing) {
            throw usage(String.valueOf(missing.getMessage()));
        } finally {
            delete(classes);
        }
    }

    private void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw usage("this Java, " + System.getProperty("java.home")
                    + ", has no compiler; a JDK is needed to run a simulation from its source");
        }
        DiagnosticCollector<JavaFileObject> mistakes = new DiagnosticCollector<>();
        StandardJavaFileManager files = compiler.getStandardFileManager(mistakes, Locale.ROOT, null);
        List<String> options =
                List.of("-d", classes.toString(), "-cp", expanded(GatlingJvm.classPath(Home.folder())), "-proc:none");
        boolean compiled = compiler.getTask(null, files, mistakes, options, null, files.getJavaFileObjects(simulation))
                .call();
        if (!compiled) {
            throw usage(simulation + " does not compile:\n"
                    + mistakes.getDiagnostics().stream()
                            .filter(mistake -> mistake.getKind() == Diagnostic.Kind.ERROR)
                            .limit(MOST_MISTAKES)
                            .map(mistake -> "  line " + mistake.getLineNumber() + ": "
                                    + mistake.getMessage(Locale.ROOT)
                                            .lines()
                                            .findFirst()
                                            .orElse(""))
                            .collect(Collectors.joining("\n")));
        }
    }

    /** The compiler in this process takes no wildcard. */
    private static String expanded(String classPath) {
        List<String> all = new ArrayList<>();
        for (String entry : classPath.split(java.io.File.pathSeparator)) {
            if (entry.endsWith("*")) {
                try (Stream<Path> jars = Files.list(Path.of(entry.substring(0, entry.length() - 1)))) {
                    jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).forEach(all::add);
                } catch (IOException unreadable) {
                    throw usage("the libraries " + entry + " cannot be read: " + unreadable + "; build Turngap again");
                }
            } else {
                all.add(entry);
            }
        }
        return String.join(java.io.File.pathSeparator, all);
    }

    /** The class with its package, by where the compiler put it. */
    private static String className(Path classes, String simpleName) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.endsWith(simpleName + ".class"))
                    .map(file -> classes.relativize(file)
                            .toString()
                            .replace(".class", "")
                            .replace('/', '.'))
                    .findFirst()
                    .orElseThrow(() -> usage("there is no class " + simpleName + " in " + simpleName + ".java"));
        } catch (IOException unreadable) {
            throw usage("the compiled simulation cannot be read: " + unreadable);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("turngap-simulation-");
        } catch (IOException cause) {
            throw new CommandFailure(ExitCode.INTERNAL.code(), "no temporary folder can be made: " + cause);
        }
    }

    private void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("turngap: the temporary folder " + folder + " could not be removed: " + left);
        }
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE.code(), what);
    }
}
