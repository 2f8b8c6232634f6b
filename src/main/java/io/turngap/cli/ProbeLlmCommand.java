package io.turngap.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.ProbeKind;
import io.turngap.probe.LlmProbe;
import io.turngap.probe.Target;
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

/** A language model alone. */
@Command(
        name = "llm",
        mixinStandardHelpOptions = true,
        description = "Measures chat completions: first token, tokens after it, total.",
        footer = {
            "",
            "Examples:",
            "  turngap probe llm --url http://127.0.0.1:8080/v1/chat/completions --model qwen --requests 100 --warm-up 3",
            "  turngap probe llm --url https://api.openai.com/v1/chat/completions --model gpt-4o-mini --requests 40 --rate 2 --gate \"ttft p90 < 800 ms\""
        })
final class ProbeLlmCommand implements Callable<Integer> {

    private static final String USUAL_PROMPT =
            "You are a telephone agent. The caller asks: where is my order? Answer in two short sentences.";

    @CommandLine.Spec
    private CommandSpec spec;

    @Mixin
    private ProbeOptions options;

    @Mixin
    private Judging judging;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that is asked for.")
    private @Nullable String model;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "What is asked. Repeatable: several take turns.")
    private List<String> prompts = new ArrayList<>();

    @Option(names = "--prompt-file", paramLabel = "FILE", description = "Prompts, one a line; they take turns.")
    private @Nullable Path promptFile;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = {
                "Most tokens of an answer. Default: ${DEFAULT-VALUE}. For a server that wants another field:",
                "--body max_tokens=null --body max_completion_tokens=128."
            })
    private int maxTokens;

    @Override
    public Integer call() {
        if (maxTokens < 1) {
            throw ProbeOptions.usage("--max-tokens is " + maxTokens + "; at least 1 is expected. Give such a number.");
        }
        List<String> asked = new ArrayList<>(ProbeOptions.texts(prompts, promptFile, "--prompt-file"));
        if (asked.isEmpty() && promptFile == null) {
            asked.add(USUAL_PROMPT);
        }
        ObjectNode body = new ObjectMapper().createObjectNode();
        if (model != null) {
            body.put("model", model);
        }
        body.put("max_tokens", maxTokens);
        body.setAll(options.body());
        return new ProbeSession(spec, ProbeKind.LLM, options, judging).run(given -> {
            ObjectNode effective = new ObjectMapper().createObjectNode();
            effective.set("request", body);
            asked.forEach(effective.putArray("prompts")::add);
            return new ProbeSession.Ready(
                    new LlmProbe(httpOnly(given.target(), "llm"), given.settings(), asked, body), effective);
        });
    }

    /** The target of a probe that speaks HTTP alone. */
    static Target httpOnly(Target target, String probe) {
        if (target.isSocket()) {
            throw ProbeOptions.usage("--url is " + target.shown() + ", a WebSocket; probe " + probe
                    + " asks over http or https. Give such an address.");
        }
        return target;
    }
}
