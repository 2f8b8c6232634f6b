package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, copied to a home of its own whose {@code turngap.jar} leads to the classes under test: so it neither builds nor touches
 * the folder that these tests run from.
 */
class LauncherTest {

    private static final List<String> TOOLS =
            List.of("sed", "head", "find", "dirname", "readlink", "cat", "mkdir", "rmdir", "sleep", "rm");

    @TempDir
    Path dir;

    private Path home = Path.of("");
    private Path java17 = Path.of("");

    @BeforeEach
    void home() throws IOException {
        home = Files.createDirectories(dir.resolve("a home"));
        Files.copy(Path.of("turngap"), home.resolve("turngap"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("scenarios"));
        Files.writeString(home.resolve("scenarios/scenario.schema.json"), "{}");
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Path target = Files.createDirectories(home.resolve("target/launcher"));
        writeJar(target.resolve("turngap.jar"));
        Files.setLastModifiedTime(
                Files.writeString(target.resolve(".built"), ""),
                FileTime.from(Instant.now().plusSeconds(60)));
        java17 = fakeJava("java-17", "17.0.15");
        Files.createDirectories(dir.resolve("bin"));
        offer(TOOLS);
    }

    /** Puts the system's tools on the launcher's PATH, which holds no Java and no Maven otherwise. */
    private void offer(List<String> tools) throws IOException {
        for (String tool : tools) {
            script(dir.resolve("bin").resolve(tool), "exec " + onPath(tool).orElseThrow() + " \"$@\"");
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A jar that holds nothing but the way to the classes under test. */
    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(out, manifest)) {
            content.finish();
        }
    }

    /** A Java that must not be used: it would end with 99. */
    private Path fakeJava(String name, String version) throws IOException {
        Path java = dir.resolve(name);
        Files.createDirectories(java.resolve("bin"));
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(java.resolve("bin/java"), "exit 99");
        return java;
    }

    private static Optional<Path> onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Cli.Result launch(Path script, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(Arrays.asList(args));
        Path out = dir.resolve("out.txt");
        Path err = dir.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", dir.resolve("bin").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        return new Cli.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Map<String, String> folders(Object... homes) {
        return Map.of(
                "JAVA_HOME",
                java17.toString(),
                "TURNGAP_JAVA_FOLDERS",
                Arrays.stream(homes).map(Object::toString).collect(Collectors.joining(":")));
    }

    private static String java25() {
        return System.getProperty("java.home");
    }

    @Test
    void itFindsTheNewJavaBesideAnOldDefault() throws Exception {
        Files.createSymbolicLink(dir.resolve("bin/java"), java17.resolve("bin/java"));
        Path link = Files.createSymbolicLink(dir.resolve("turngap"), Path.of("a home/turngap"));
        Cli.Result result = launch(link, folders(java17, dir.resolve("nowhere"), java25()), "--version");
        assertEquals("", result.err());
        result.exits(ExitCode.PASS).says("turngap ", "(Java " + Runtime.version() + ")");
    }

    @Test
    void itPassesOnWordsAndExitCodes() throws Exception {
        Path scenario = dir.resolve("no such scenario.yaml");
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "run", scenario.toString())
                .exits(ExitCode.USAGE)
                .says("no such scenario.yaml");
    }

    @Test
    void withoutANewJavaItSaysWhereItLooked() throws Exception {
        Path java21 = fakeJava("java-21", "21.0.2");
        Cli.Result result = launch(home.resolve("turngap"), folders(java21, dir.resolve("nowhere")), "--version")
                .exits(ExitCode.INTERNAL)
                .says(
                        "no Java 25",
                        "TURNGAP_JAVA_HOME, JAVA_HOME, the PATH",
                        java17 + " (Java 17)",
                        java21 + " (Java 21)",
                        "Install a JDK 25");
        assertEquals("", result.out());
    }

    @Test
    void withoutAnyJavaItSaysSo() throws Exception {
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_FOLDERS", ""), "--version")
                .exits(ExitCode.INTERNAL)
                .says("no Java 25", "(no Java at all)");
    }

    @Test
    void changedSourcesAreBuiltAndAMissingMavenIsNamed() throws Exception {
        Files.setLastModifiedTime(
                Files.writeString(home.resolve("src/main/New.java"), ""),
                FileTime.from(Instant.now().plusSeconds(120)));
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "--version")
                .exits(ExitCode.INTERNAL)
                .says("not built yet", "Maven (mvn) was not found");
    }

    @Test
    void aFailedBuildIsShownAndLeavesNoLock() throws Exception {
        Files.delete(home.resolve("target/launcher/.built"));
        script(dir.resolve("bin/mvn"), "echo 'ERROR out of cheese'; exit 1");
        offer(List.of("touch", "grep", "tail", "mv"));
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "--version")
                .exits(ExitCode.INTERNAL)
                .says("out of cheese", "the build failed", "build.log");
        assertFalse(Files.exists(home.resolve("target/launcher/.building")));
    }

    @Test
    void theLockOfABuildThatWasKilledIsTakenOver() throws Exception {
        Files.delete(home.resolve("target/launcher/.built"));
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor();
        Path lock = Files.createDirectories(home.resolve("target/launcher/.building"));
        Files.writeString(lock.resolve("pid"), killed.pid() + "\n");
        script(dir.resolve("bin/mvn"), "cat \"$0.lock/pid\"; echo 'ERROR out of cheese'; exit 1");
        Files.createSymbolicLink(dir.resolve("bin/mvn.lock"), lock);
        offer(List.of("touch", "grep", "tail", "mv"));
        Cli.Result result = launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "--version")
                .exits(ExitCode.INTERNAL)
                .says("an earlier build was killed", "out of cheese");
        assertFalse(result.err().contains("waiting"), result.err());
        String builder =
                Files.readAllLines(home.resolve("target/launcher/build.log")).getFirst();
        assertTrue(builder.matches("[0-9]+") && Long.parseLong(builder) != killed.pid(), "the lock names " + builder);
        assertFalse(Files.exists(lock));
        assertFalse(Files.exists(home.resolve("target/launcher/.building.left")));
    }

    @Test
    void theLockOfABuildThatGoesOnIsWaitedFor() throws Exception {
        Files.delete(home.resolve("target/launcher/.built"));
        Path lock = Files.createDirectories(home.resolve("target/launcher/.building"));
        Files.writeString(lock.resolve("pid"), ProcessHandle.current().pid() + "\n");
        script(dir.resolve("bin/mvn"), "exit 1");
        // While it waits, the other build ends.
        script(
                dir.resolve("bin/sleep"),
                "rm -r '" + lock + "'; touch -d '1 hour' '" + home.resolve("target/launcher/.built") + "'");
        offer(List.of("touch"));
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "--version")
                .exits(ExitCode.PASS)
                .says("another build is running");
    }

    /** A Java 25 that only notes how it was called, in {@code calls}. */
    private Path notingJava(Path calls) throws IOException {
        Path java = fakeJava("java-25", "25");
        script(java.resolve("bin/java"), "echo \"$*\" >>'" + calls + "'");
        script(java.resolve("bin/javac"), "exit 99");
        return java;
    }

    private static List<String> options(String call) {
        return Arrays.stream(call.split(" -cp ", -1)[0].split(" ", -1))
                .filter(option -> option.startsWith("-XX:+") || option.startsWith("--"))
                .sorted()
                .toList();
    }

    @Test
    void eachKindOfCommandHasACacheThatWasMadeAsItIsUsed() throws Exception {
        Path calls = dir.resolve("calls");
        Path java = notingJava(calls);
        Files.delete(home.resolve("target/launcher/.built"));
        script(dir.resolve("bin/mvn"), "echo \"$*\" >'" + dir.resolve("mvn-calls") + "'");
        offer(List.of("touch", "grep", "tail", "mv"));
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java.toString()), "--version")
                .exits(ExitCode.PASS);
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java.toString()), "run", "x.yaml")
                .exits(ExitCode.PASS);
        assertTrue(
                Files.readString(dir.resolve("mvn-calls")).contains("-Dturngap.checks=off"),
                "the launcher's build is the one without checks");
        List<String> all = Files.readAllLines(calls);
        assertEquals(4, all.size(), "two caches are made, and two commands run: " + all);
        for (String name : List.of("quick", "steady")) {
            String cache = home.resolve("target/launcher/" + name + ".aot").toString();
            String made = only(all, "-XX:AOTCacheOutput=" + cache);
            String used = only(all, "-XX:AOTCache=" + cache);
            assertEquals(options(made), options(used), "Java throws away a cache that was made under other options");
            assertTrue(used.endsWith(name.equals("steady") ? "run x.yaml" : "--version"), used);
        }
    }

    private static String only(List<String> calls, String part) {
        List<String> found = calls.stream().filter(call -> call.contains(part)).toList();
        assertEquals(1, found.size(), part + " in " + calls);
        return found.getFirst();
    }

    @Test
    void itIsCleanShell() throws Exception {
        Optional<Path> shellcheck = onPath("shellcheck");
        Assumptions.assumeTrue(shellcheck.isPresent(), "shellcheck is not installed");
        Process process = new ProcessBuilder(shellcheck.orElseThrow().toString(), "turngap")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }

    /** A Maven that does what {@code dependency:copy} does, and writes down that it was asked. */
    private void mavenThatCopies() throws IOException {
        offer(List.of("mv", "tail"));
        Files.writeString(home.resolve("pom.xml"), "<project>\n  <duckdb.version>1.2.3</duckdb.version>\n</project>");
        script(
                dir.resolve("bin/mvn"),
                "echo \"$*\" >>'" + dir.resolve("mvn-calls") + "'\n"
                        + "for word in \"$@\"; do case $word in -DoutputDirectory=*) to=${word#*=} ;; esac; done\n"
                        + "echo jar >\"$to/duckdb_jdbc-1.2.3.jar\"");
    }

    @Test
    void theFirstQueryFetchesDuckDbAndSaysSoAndNoOtherDoes() throws Exception {
        mavenThatCopies();
        Files.setLastModifiedTime(
                home.resolve("target/launcher/.built"),
                FileTime.from(Instant.now().plusSeconds(120)));
        Map<String, String> java = Map.of("TURNGAP_JAVA_HOME", java25());
        String nowhere = dir.resolve("nowhere").toString();
        launch(home.resolve("turngap"), java, "query", "--schema").exits(ExitCode.PASS);
        assertFalse(Files.exists(dir.resolve("mvn-calls")), "a schema needs no DuckDB");
        launch(home.resolve("turngap"), java, "query", "select 1", nowhere)
                .exits(ExitCode.USAGE)
                .says("fetching DuckDB for the first query", "There is no folder " + nowhere);
        assertTrue(Files.exists(home.resolve("target/duckdb/duckdb_jdbc-1.2.3.jar")));
        Cli.Result second = launch(home.resolve("turngap"), java, "query", "select 1", nowhere);
        assertFalse(second.err().contains("fetching"), second.err());
        String calls = Files.readString(dir.resolve("mvn-calls"));
        assertEquals(1, calls.lines().count(), calls);
        assertTrue(calls.contains("-Dartifact=org.duckdb:duckdb_jdbc:1.2.3"), calls);
    }

    @Test
    void aDuckDbThatCannotBeFetchedIsToldAndNothingHalfIsLeft() throws Exception {
        mavenThatCopies();
        Files.setLastModifiedTime(
                home.resolve("target/launcher/.built"),
                FileTime.from(Instant.now().plusSeconds(120)));
        script(dir.resolve("bin/mvn"), "echo 'ERROR out of cheese'; exit 1");
        launch(home.resolve("turngap"), Map.of("TURNGAP_JAVA_HOME", java25()), "query", "select 1")
                .exits(ExitCode.INTERNAL)
                .says("out of cheese", "DuckDB could not be fetched");
        assertFalse(Files.exists(home.resolve("target/duckdb")));
    }
}
