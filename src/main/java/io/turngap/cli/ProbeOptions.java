package io.turngap.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.gate.ExitCode;
import io.turngap.measure.RunFolder;
import io.turngap.probe.Settings;
import io.turngap.probe.Target;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every probe has: where, how many, how fast, and where the result goes. */
final class ProbeOptions {

    private static final int USUAL_REQUESTS = 20;
    private static final int USUAL_IN_FLIGHT = 64;
    /** More than this, to somebody else's machine, is confirmed. */
    private static final int MOST_UNCONFIRMED = 200;

    private static final long MOST_FILE_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The whole address that is asked, path included.")
    private String url;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = {
                "How many requests are measured. Default: " + USUAL_REQUESTS
                        + " to this machine; to another it has to be given,",
                "and more than " + MOST_UNCONFIRMED + " have to be confirmed with --max-requests."
            })
    private @Nullable Integer requests;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "The ceiling: no more than this, warm-up included, however many are asked for.")
    private @Nullable Integer maxRequests;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many requests at once, at most. Default: 1; with --rate " + USUAL_IN_FLIGHT + ".")
    private @Nullable Integer concurrency;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = {
                "Requests a second, arriving at random (Poisson), whether or not earlier ones have ended; such as 5 or 5/s.",
                "A request counts from its intended start. Default: one begins as another ends."
            })
    private @Nullable String rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Requests made before and not measured; they open the connections that the measured ones find. Default: ${DEFAULT-VALUE}."
            })
    private int warmUp;

    @Option(
            names = "--timeout-ms",
            paramLabel = "MS",
            defaultValue = "30000",
            description = "A request without a whole answer after this long is given up. Default: ${DEFAULT-VALUE}.")
    private long timeoutMs;

    @Option(names = "--fresh-connections", description = "Open a connection for each request, so that all are cold.")
    private boolean freshConnections;

    @Option(
            names = "--key-env",
            paramLabel = "NAME",
            description = {
                "The environment variable that holds the key. It goes only over TLS or to this machine, and is never written",
                "anywhere. Default: OPENAI_API_KEY; for a WebSocket DEEPGRAM_API_KEY."
            })
    private @Nullable String keyEnv;

    @Option(
            names = "--body",
            paramLabel = "KEY=VALUE",
            description = {
                "A field of the request, in JSON or as text, such as temperature=0; of a session, a parameter of its address.",
                "null takes one away, such as stream_options=null. Repeatable."
            })
    private List<String> body = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Origin of every random number.")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "The run's folder; default: reports/<run-id>.")
    private @Nullable Path out;

    /** Where the component is; the key is read from the environment. */
    Target target() {
        boolean socket = url.regionMatches(true, 0, "ws", 0, 2);
        String variable = keyEnv != null ? keyEnv : socket ? "DEEPGRAM_API_KEY" : "OPENAI_API_KEY";
        return Target.of(url, variable, socket ? "Token" : "Bearer", System::getenv);
    }

    /** How requests are made; nobody's money is spent by a typo. */
    Settings settings(Target target) {
        int count = requests != null
                ? requests
                : Math.min(USUAL_REQUESTS, maxRequests != null ? maxRequests : USUAL_REQUESTS);
        Settings settings = new Settings(
                count,
                concurrency != null ? concurrency : rate != null ? USUAL_IN_FLIGHT : 1,
                ratePerSecond(),
                warmUp,
                timeoutMs,
                freshConnections,
                seed);
        long all = (long) count + warmUp;
        if (maxRequests != null && all > maxRequests) {
            throw usage(
                    "This probe would make " + all + " requests, " + warmUp + " of them warm-up; --max-requests allows "
                            + maxRequests + ". Give fewer --requests, or a higher --max-requests.");
        }
        if (!target.isLocal() && maxRequests == null && (requests == null || all > MOST_UNCONFIRMED)) {
            throw usage(target.shown() + " is not on this machine, and requests to it may cost money: "
                    + (requests == null
                            ? "how many has to be said. Give --requests N."
                            : all + " requests have to be confirmed (from " + (MOST_UNCONFIRMED + 1)
                                    + " on). Add --max-requests " + all + "."));
        }
        return settings;
    }

    private double ratePerSecond() {
        if (rate == null) {
            return 0;
        }
        try {
            double value = Double.parseDouble(rate.strip().replaceFirst("\\s*/\\s*s$", ""));
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw usage("--rate is '" + rate
                + "'; a number of requests a second above 0 is expected, such as 5 or 0.5/s. Give one.");
    }

    long seed() {
        return seed;
    }

    /** The address as it was given, to be taken out of what is written down. */
    String url() {
        return url;
    }

    /** The name of the folder that was asked for, or a new one. */
    RunFolder folder(String runId) {
        return out == null ? RunFolder.createIn(Path.of("reports"), runId) : RunFolder.create(out);
    }

    /** The fields given with {@code --body}: JSON where they are JSON, else text. */
    ObjectNode body() {
        ObjectNode fields = JSON.createObjectNode();
        for (String field : body) {
            int at = field.indexOf('=');
            if (at <= 0) {
                throw usage("--body is '" + field + "'; KEY=VALUE is expected, such as temperature=0. Give it so.");
            }
            fields.set(field.substring(0, at).strip(), value(field.substring(at + 1)));
        }
        return fields;
    }

    private static JsonNode value(String text) {
        try {
            JsonNode node = JSON.reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            return node == null || node.isMissingNode() ? JSON.getNodeFactory().textNode(text) : node;
        } catch (JsonProcessingException noJson) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    /**
     * Texts from options and from a file with one a line, blank lines left out.
     *
     * @param option the file's option, for errors
     */
    static List<String> texts(List<String> given, @Nullable Path file, String option) {
        List<String> texts = new ArrayList<>(given);
        if (file != null) {
            try {
                if (Files.isRegularFile(file) && Files.size(file) > MOST_FILE_BYTES) {
                    throw usage(option + " " + file + " has " + Files.size(file) + " bytes; at most " + MOST_FILE_BYTES
                            + " are read. Give a shorter one.");
                }
                Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.isBlank())
                        .forEach(texts::add);
            } catch (NoSuchFileException absent) {
                throw usage(option + " " + file
                        + ": no such file; a text file with one text a line is expected. Check the path.");
            } catch (MalformedInputException binary) {
                throw usage(option + " " + file + " is no UTF-8 text; one text a line is expected. Save it as UTF-8.");
            } catch (IOException unread) {
                throw usage(option + " " + file + " cannot be read (" + unread
                        + "); a text file with one text a line is expected. Check it.");
            }
        }
        if (texts.stream().anyMatch(String::isBlank)) {
            throw usage("A text is empty; words are expected. Give some.");
        }
        return texts;
    }

    static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE.code(), message);
    }
}
