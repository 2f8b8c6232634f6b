package io.turngap.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.ProbeKind;
import io.turngap.probe.SpeechFormat;
import io.turngap.probe.Target;
import io.turngap.probe.TtsProbe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A speech synthesis alone. */
@Command(
        name = "tts",
        mixinStandardHelpOptions = true,
        description =
                "Measures speech synthesis (/v1/audio/speech): first byte, first audible sample, real-time factor, gaps.",
        footer = {
            "",
            "Examples:",
            "  turngap probe tts --url http://127.0.0.1:8880/v1/audio/speech --model kokoro --voice af_bella --requests 50",
            "  turngap probe tts --url https://api.openai.com/v1/audio/speech --model gpt-4o-mini-tts --voice alloy --requests 20 --gate \"first_sound p50 < 500 ms\""
        })
final class ProbeTtsCommand implements Callable<Integer> {

    private static final String USUAL_TEXT = "Your order left our warehouse this morning and should arrive on Friday.";

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private ProbeOptions options;

    @Mixin
    private Judging judging;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that is asked for.")
    private @Nullable String model;

    @Option(names = "--voice", paramLabel = "NAME", description = "The voice that is asked for.")
    private @Nullable String voice;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "What is to be spoken. Repeatable: several take turns.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--text-file", paramLabel = "FILE", description = "Texts, one a line; they take turns.")
    private @Nullable Path textFile;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "pcm",
            description = "pcm (16 bits), wav, mulaw or alaw. Default: ${DEFAULT-VALUE}.")
    private String format;

    @Option(
            names = "--rate-hz",
            paramLabel = "HZ",
            description = "Samples a second of pcm (default 24000), mulaw and alaw (8000); a WAV file says it itself.")
    private @Nullable Integer rateHz;

    @Option(
            names = "--stream-format",
            paramLabel = "audio|sse",
            description = "Ask for bare audio or for events that hold it. Default: what the server does.")
    private @Nullable String streamFormat;

    @Override
    public Integer call() {
        SpeechFormat asked = SpeechFormat.of(format)
                .orElseThrow(() -> ProbeOptions.usage("--format is '" + format
                        + "'; pcm, wav, mulaw and alaw can be listened to as they come. Give one of these."));
        if (streamFormat != null && !List.of("audio", "sse").contains(streamFormat)) {
            throw ProbeOptions.usage(
                    "--stream-format is '" + streamFormat + "'; audio and sse are allowed. Give one of these.");
        }
        List<String> spoken = new ArrayList<>(ProbeOptions.texts(texts, textFile, "--text-file"));
        if (spoken.isEmpty() && textFile == null) {
            spoken.add(USUAL_TEXT);
        }
        ObjectNode body = new ObjectMapper().createObjectNode();
        if (model != null) {
            body.put("model", model);
        }
        if (voice != null) {
            body.put("voice", voice);
        }
        if (streamFormat != null) {
            body.put("stream_format", streamFormat);
        }
        body.setAll(options.body());
        int hz = rateHz != null ? rateHz : asked.usualRateHz();
        return new ProbeSession(spec, ProbeKind.TTS, options, judging).run(given -> {
            ObjectNode effective = new ObjectMapper().createObjectNode();
            effective.set("request", body);
            effective.put("format", asked.wireName()).put("rate_hz", hz);
            spoken.forEach(effective.putArray("texts")::add);
            Target target = ProbeLlmCommand.httpOnly(given.target(), "tts");
            return new ProbeSession.Ready(new TtsProbe(target, given.settings(), spoken, body, asked, hz), effective);
        });
    }
}
