package io.turngap.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many calls one process carries: the product and others, full duplex, 20 ms frames over WebSocket, against a {@link Sink} in another
 * process that says what arrived when. Not a test; run its {@code main} from the project's root ({@code --help} says how).
 *
 * <p>Each client runs in a process of its own and one after another, round by round, so that a noisy minute meets all of them.
 */
@Command(name = "LoadBench", mixinStandardHelpOptions = true, sortOptions = false)
public final class LoadBench implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long OPEN_WAIT_NANOS = 30_000_000_000L;

    /** After calls were added to a process that is warm. */
    private static final int STEP_WARM_SECONDS = 4;

    @Option(
            names = "--who",
            split = ",",
            defaultValue = "product,bare",
            description = "Clients. Default: ${DEFAULT-VALUE}.")
    private List<String> who = List.of();

    @Option(
            names = "--calls",
            split = ",",
            defaultValue = "250",
            description = "Calls at once; several are run in turn.")
    private List<Integer> calls = List.of();

    @Option(names = "--wording", split = ",", defaultValue = "json", description = "binary, mulaw, json (24 kHz).")
    private List<String> wordings = List.of();

    @Option(
            names = "--climb",
            description = "All --calls one after another in one process, so that only the first needs the long --warm.")
    private boolean climb;

    @Option(names = "--seconds", defaultValue = "10", description = "Measured, a row.")
    private int seconds;

    @Option(
            names = "--warm",
            defaultValue = "25",
            description = "Seconds of all calls before it is measured: until the compiler has gone quiet.")
    private int warm;

    @Option(names = "--rounds", defaultValue = "1", description = "How often each row is run.")
    private int rounds;

    @Option(names = "--loops", defaultValue = "1", description = "Event loops of a client.")
    private int loops;

    @Option(names = "--client-cores", defaultValue = "0", description = "For taskset; empty for any.")
    private String clientCores = "";

    @Option(names = "--sink-cores", defaultValue = "1", description = "For taskset; empty for any.")
    private String sinkCores = "";

    @Option(
            names = "--search",
            description =
                    "Most calls at a p99 of at most --most-late-ms instead: more and more in one process, from the first --calls.")
    private boolean search;

    @Option(names = "--most-late-ms", defaultValue = "2", description = "Of --search. Default: ${DEFAULT-VALUE}.")
    private double mostLateMs;

    @Option(
            names = "--soak-minutes",
            defaultValue = "0",
            description = "Instead: so many minutes of the first --calls, with a sample each --soak-every seconds.")
    private double soakMinutes;

    @Option(names = "--soak-every", defaultValue = "10", description = "Default: ${DEFAULT-VALUE} s.")
    private int soakEvery;

    @Option(
            names = "--java",
            split = " ",
            defaultValue = "-XX:+UseZGC -Xms256m",
            description = "Flags of the clients' JVMs. Default: the launcher's, ${DEFAULT-VALUE}.")
    private List<String> flags = List.of();

    private final HttpClient http = HttpClient.newHttpClient();

    /** Runs it. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/bench"));
        LoadTable.head(System.out);
        for (int round = 0; round < rounds; round++) {
            for (String wording : wordings) {
                for (int together : search || climb ? List.of(calls.getFirst()) : calls) {
                    for (String name : who) {
                        Contestant one = contestant(name);
                        try {
                            contest(one, Wording.of(wording), together, folder);
                        } catch (IOException failed) {
                            System.out.println(name + ", " + wording + ", " + together + " calls: no figure: "
                                    + failed.getMessage());
                        }
                    }
                }
            }
        }
        return 0;
    }

    private Contestant contestant(String name) {
        List<Contestant> all = Contestant.all(flags, Path.of("target/bench"));
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        new CommandLine(this),
                        "--who has \"" + name + "\"; known are "
                                + String.join(
                                        ", ", all.stream().map(Contestant::name).toList())));
    }

    private void contest(Contestant one, Wording wording, int together, Path folder) throws Exception {
        if ((search || climb || soakMinutes > 0) && !one.talks()) {
            System.out.println(one.name()
                    + " is left out: it heeds no orders, so there is no --search, --climb and --soak-minutes");
            return;
        }
        if (one.name().equals("artillery") && !wording.text()) {
            System.out.println(one.name() + " is left out: its scripts can send no binary message");
            return;
        }
        if (one.absence().isPresent()) {
            System.out.println(one.name() + " is left out: " + one.absence().get());
            return;
        }
        List<String> sinkCommand = Watched.java(List.of("-XX:+UseSerialGC"), Sink.class);
        try (Watched sink = Watched.start(sinkCores, sinkCommand, folder.resolve("sink.log"))) {
            int port = Integer.parseInt(sink.line().substring("port ".length()));
            Contestant.Order order = new Contestant.Order(
                    wording,
                    port,
                    loops,
                    search ? 100 * together : Math.max(together, calls.getLast()),
                    warm + seconds + 60,
                    folder);
            Path log = folder.resolve(one.name() + ".log");
            try (Watched client = one.talks()
                    ? Watched.start(clientCores, one.command().of(order), log)
                    : Watched.startSilent(clientCores, one.command().of(order), log)) {
                JsonNode empty = JSON.createObjectNode();
                if (one.talks()) {
                    client.line();
                    empty = client.ask("memory");
                }
                if (soakMinutes > 0) {
                    System.out.println(step(one, client, port, wording, together, warm, empty));
                    System.out.print(Soak.run(client, soakMinutes, soakEvery));
                } else if (search) {
                    search(one, client, port, wording, together, empty);
                } else {
                    for (int step : climb ? calls : List.of(together)) {
                        int warmSeconds = step == together ? warm : STEP_WARM_SECONDS;
                        System.out.println(step(one, client, port, wording, step, warmSeconds, empty));
                    }
                }
            }
        }
    }

    /** Brings the calls up, warms, measures. */
    private LoadTable.Row step(
            Contestant one, Watched client, int port, Wording wording, int together, int warmSeconds, JsonNode empty)
            throws Exception {
        if (one.talks()) {
            client.ask("calls " + together);
        }
        awaitOpen(client, port, together);
        Thread.sleep(warmSeconds * 1_000L);
        if (one.talks()) {
            client.say("restart");
        }
        ask(port, "/restart");
        double cpu = client.cpuSeconds();
        Thread.sleep(seconds * 1_000L);
        double used = client.cpuSeconds() - cpu;
        JsonNode seen = JSON.readTree(ask(port, "/stats"));
        JsonNode own = one.talks() ? client.ask("tell") : JSON.createObjectNode();
        long residentKb = client.status("VmRSS");
        JsonNode memory = one.talks() ? client.ask("memory") : JSON.createObjectNode();
        return LoadTable.Row.of(one.name(), wording, together, own, seen, used, residentKb, empty, memory);
    }

    private void search(Contestant one, Watched client, int port, Wording wording, int from, JsonNode empty)
            throws Exception {
        int good = 0;
        int warmSeconds = warm;
        for (int together = from; ; together = Math.max(together + 1, (int) (together * 1.12))) {
            LoadTable.Row row = step(one, client, port, wording, together, warmSeconds, empty);
            System.out.println(row);
            if (row.lateP99Us() > mostLateMs * 1_000) {
                break;
            }
            good = together;
            warmSeconds = STEP_WARM_SECONDS;
        }
        System.out.printf("%s, %s: %d calls at p99 <= %s ms%n", one.name(), wording.option(), good, mostLateMs);
    }

    private void awaitOpen(Watched client, int port, int together) throws Exception {
        long deadline = System.nanoTime() + OPEN_WAIT_NANOS;
        while (JSON.readTree(ask(port, "/stats")).path("open").asInt() < together) {
            if (!client.alive() || System.nanoTime() > deadline) {
                throw new IOException("only "
                        + JSON.readTree(ask(port, "/stats")).path("open").asInt() + " of " + together
                        + " calls are open at the sink after "
                        + OPEN_WAIT_NANOS / 1_000_000_000L + " s; see the logs in target/bench");
            }
            Thread.sleep(100);
        }
    }

    private String ask(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
