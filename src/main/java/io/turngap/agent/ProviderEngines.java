package io.turngap.agent;

import io.turngap.time.Seeds;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The engines that do not come with Turngap: behind an OpenAI-compatible endpoint, or installed on this machine. Made only where settings
 * name them; those behind HTTP share one client.
 */
final class ProviderEngines implements Engines.Others {

    /** As many calls as {@code serve} takes unless it is told otherwise. */
    private static final int MOST_CALLS = 1_000;

    private final AgentConfig config;
    private final UnaryOperator<@Nullable String> environment;
    private @Nullable HttpCalls client;

    ProviderEngines(AgentConfig config, UnaryOperator<@Nullable String> environment) {
        this.config = config;
        this.environment = environment;
    }

    @Override
    public Optional<Recogniser.Engine> recogniser(Supplier<List<String>> sentences) {
        AgentConfig.Stt stt = config.stt();
        return switch (stt.engine()) {
            case "openai" ->
                Optional.of(new OpenAiRecogniser.Engine(client(), address(stt.provider()), stt.timeoutMs()));
            case "pocketsphinx" -> Optional.of(new PocketsphinxEngine(sentences.get(), stt.mostStreams()));
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<Synthesiser> synthesiser() {
        AgentConfig.Tts tts = config.tts();
        return switch (tts.engine()) {
            case "flite" -> Optional.of(new FliteSynthesiser(tts));
            case "openai" -> Optional.of(new OpenAiSynthesiser(client(), address(tts.provider()), tts));
            default -> Optional.empty();
        };
    }

    /** The language model that is configured, hosted or modelled. */
    Llm.Engine llm() {
        AgentConfig.Llm llm = config.llm();
        return llm.engine().equals("openai")
                ? new OpenAiLlm.Engine(client(), address(llm.provider()), llm)
                : ModelledLlm.engine(llm);
    }

    /** The tools that are configured, behind HTTP or inside the agent. */
    Tool tools() {
        return config.tools().server().isEmpty()
                ? new ScriptedTools(config.tools(), new Seeds(config.llm().seed()).at("tool"))
                : new HttpTools(client(), config.tools());
    }

    private ProviderAddress address(AgentConfig.Provider provider) {
        return ProviderAddress.of(provider, environment);
    }

    private HttpCalls client() {
        HttpCalls made = client == null ? new HttpCalls(MOST_CALLS) : client;
        client = made;
        return made;
    }
}
