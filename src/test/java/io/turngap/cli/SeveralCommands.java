package io.turngap.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs several commands side by side in one process, because a JVM for each takes longer than the commands. */
final class SeveralCommands {

    private SeveralCommands() {}

    /** Each line of the file {@code args[0]} is a command, its words separated by tabs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            threads.add(Thread.ofPlatform().start(() -> {
                int code = Main.run(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        line.split("\t", -1));
                System.out.println("exit code " + code + " of " + line.replaceFirst(".*\t", ""));
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(0);
    }
}
