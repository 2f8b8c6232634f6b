package io.turngap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.gate.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    private static final Pattern EXAMPLE = Pattern.compile("^(?:Example:|then:)? *turngap (.*)$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static Set<String> commands() {
        return Main.commandLine().getSubcommands().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsExamplesThatParse(String command) {
        Cli.Result result = Cli.run(command, "--help").exits(ExitCode.PASS).says("Usage: turngap " + command);
        assertEquals("", result.err());
        List<String> examples = EXAMPLE.matcher(result.out())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertFalse(examples.isEmpty(), result.out());
        assertTrue(examples.getFirst().startsWith(command), examples.toString());
        for (String example : examples) {
            Main.commandLine().parseArgs(words(example));
        }
    }

    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--help", "-h"})
    void theProgramNamesItsCommandsAndExitCodes(String option) {
        Cli.Result result = option.isEmpty() ? Cli.run() : Cli.run(option);
        result.exits(ExitCode.PASS).says("Exit codes: 0 all gates pass", "Example: turngap run");
        result.says(commands().toArray(String[]::new));
    }

    @Test
    void theVersionNamesTurngapAndJava() {
        Cli.run("--version").exits(ExitCode.PASS).says("turngap ", "Java " + Runtime.version());
    }

    @Test
    void anUnknownCommandIsUsage() {
        Cli.run("rum").exits(ExitCode.USAGE).says("rum", "run").hasNoStackTrace();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsUsage(String command) {
        Cli.run(command, "x", "--no-such-option")
                .exits(ExitCode.USAGE)
                .says("--no-such-option")
                .hasNoStackTrace();
    }

    @Test
    void whatIsMissingIsNamed() {
        Cli.run("run").exits(ExitCode.USAGE).says("Missing required parameter", "SCENARIO", "Usage: turngap run");
    }
}
