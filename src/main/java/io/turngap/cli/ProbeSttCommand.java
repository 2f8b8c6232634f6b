package io.turngap.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.ProbeKind;
import io.turngap.probe.Probe;
import io.turngap.probe.SttProbe;
import io.turngap.probe.SttStreamProbe;
import io.turngap.probe.Target;
import io.turngap.probe.Utterances;
import io.turngap.sound.Fixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A speech recognition alone. */
@Command(
        name = "stt",
        mixinStandardHelpOptions = true,
        description = {
            "Measures speech recognition and its word errors.",
            "Of whole files (/v1/audio/transcriptions) where --url is http or https;",
            "streaming in real time as Deepgram's (/v1/listen, and Flux: /v2/listen) where it is ws or wss."
        },
        footer = {
            "",
            "Examples:",
            "  turngap probe stt --url http://127.0.0.1:8000/v1/audio/transcriptions --model whisper-1 --requests 40",
            "  turngap probe stt --url wss://api.deepgram.com/v1/listen --model nova-3 --requests 20 --gate \"ttfs p50 < 600 ms\""
        })
final class ProbeSttCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private ProbeOptions options;

    @Mixin
    private Judging judging;

    @Mixin
    private Home home;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that is asked for.")
    private @Nullable String model;

    @Option(
            names = "--say",
            paramLabel = "WHAT",
            description = {
                "What is said: a bundled utterance or phrase, or a WAV file of your own. Repeatable: several take turns.",
                "Default: every bundled utterance, in an order drawn from the seed."
            })
    private List<String> say = new ArrayList<>();

    @Option(
            names = "--transcript",
            paramLabel = "WORDS",
            description =
                    "What is said in a WAV file of your own, for word errors; one for each --say FILE.wav, in their order.")
    private List<String> transcripts = new ArrayList<>();

    @Option(names = "--stream", description = "Of a file: have the transcript streamed (stream=true).")
    private boolean stream;

    @Option(
            names = "--endpointing-ms",
            paramLabel = "MS",
            defaultValue = "300",
            description =
                    "Streaming: the silence after which the recogniser takes speech for over. Default: ${DEFAULT-VALUE}.")
    private int endpointingMs;

    @Option(
            names = "--finalize",
            description =
                    "Streaming: say Finalize with the last frame of speech, as an agent does that knows the end itself.")
    private boolean finalise;

    private @Nullable Utterances chosen;

    @Override
    public Integer call() {
        if (endpointingMs < 10 || endpointingMs > 10_000) {
            throw ProbeOptions.usage(
                    "--endpointing-ms is " + endpointingMs + "; 10 to 10000 are allowed. Give such a number.");
        }
        return new ProbeSession(spec, ProbeKind.STT, options, judging).run(this::ready);
    }

    private ProbeSession.Ready ready(ProbeSession.Given given) {
        Map<String, String> parameters = new LinkedHashMap<>();
        defaults(given.target(), parameters);
        options.body().properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                parameters.remove(field.getKey());
            } else {
                parameters.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            }
        });
        Utterances utterances = utterances();
        ObjectNode effective = new ObjectMapper().createObjectNode();
        parameters.forEach(effective.putObject("parameters")::put);
        effective.put("finalize", finalise);
        ArrayNode names = effective.putArray("utterances");
        utterances.all().stream().map(Fixtures.Utterance::id).sorted().forEach(names::add);
        return new ProbeSession.Ready(probe(given, utterances, parameters), effective);
    }

    /** The sounds are read once, also where the probe is made twice, for its rehearsal. */
    private Utterances utterances() {
        Utterances known = chosen;
        if (known == null) {
            known = Utterances.of(Fixtures.open(home.fixtures()), say, transcripts, options.seed());
            chosen = known;
        }
        return known;
    }

    private Probe probe(ProbeSession.Given given, Utterances utterances, Map<String, String> parameters) {
        return given.target().isSocket()
                ? new SttStreamProbe(
                        given.target(), given.settings(), utterances, parameters, finalise, given.instrument())
                : new SttProbe(given.target(), given.settings(), utterances, parameters);
    }

    /** What a request says where nobody says otherwise. */
    private void defaults(Target target, Map<String, String> parameters) {
        if (model != null) {
            parameters.put("model", model);
        }
        if (!target.isSocket()) {
            refuse(finalise, "--finalize");
            parameters.put("response_format", "json");
            if (stream) {
                parameters.put("stream", "true");
            }
            return;
        }
        refuse(stream, "--stream");
        parameters.put("encoding", "linear16");
        parameters.put("sample_rate", "16000");
        if (SttStreamProbe.isFlux(target)) {
            refuse(finalise, "--finalize");
            parameters.putIfAbsent("model", "flux-general-en");
        } else {
            parameters.put("channels", "1");
            parameters.put("interim_results", "true");
            parameters.put("endpointing", String.valueOf(endpointingMs));
        }
    }

    private static void refuse(boolean given, String option) {
        if (given) {
            throw ProbeOptions.usage(
                    option + " was given, which this address has no use for: --stream is for whole files, "
                            + "--finalize for /v1/listen over a WebSocket. Leave it out.");
        }
    }
}
