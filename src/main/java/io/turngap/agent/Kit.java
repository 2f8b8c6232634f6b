package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engines behind an agent, shared by its calls.
 *
 * @param vad hears whether somebody speaks
 * @param stt understands words
 * @param llm thinks of an answer
 * @param tool looks things up
 * @param tts speaks
 * @param answers answers given before
 * @param endOfTurn says whether a turn sounds complete
 */
public record Kit(
        VoiceActivity.Engine vad,
        Recogniser.Engine stt,
        Llm.Engine llm,
        Tool tool,
        Synthesiser tts,
        AnswerCache answers,
        EndOfTurn.Engine endOfTurn)
        implements AutoCloseable {

    /** Engines with neither a cache of answers nor an end-of-turn model. */
    public Kit(VoiceActivity.Engine vad, Recogniser.Engine stt, Llm.Engine llm, Tool tool, Synthesiser tts) {
        this(vad, stt, llm, tool, tts, AnswerCache.none(), EndOfTurn.Engine.none());
    }

    /**
     * What the agent says of a stage.
     *
     * @param engine name of the engine
     * @param modelled whether its latency is drawn from a distribution rather than spent
     */
    public record About(String engine, boolean modelled) {}

    /**
     * The engines that {@code config} names, loaded; takes some seconds where sphinx is among them.
     *
     * @param fixtures what the recogniser's vocabulary is made from, beside the bundled corpus
     * @param folder the fixtures' folder
     * @throws IllegalStateException when a model cannot be loaded
     */
    public static Kit open(AgentConfig config, Fixtures fixtures, Path folder) {
        int streams = config.stt().mostStreams();
        ProviderEngines providers = new ProviderEngines(config, System::getenv);
        Engines engines = Engines.open(
                new Engines.Options(
                        config.vad().engine(),
                        config.stt().engine(),
                        streams,
                        streams,
                        config.tts().engine(),
                        config.tts().pitchHz(),
                        config.tts().rateWpm(),
                        config.tts().trimSilence()),
                providers,
                fixtures,
                folder);
        return new Kit(
                engines.vad(),
                Composition.recogniser(engines.recogniser(), config),
                Composition.llm(providers.llm(), config),
                providers.tools(),
                Composition.synthesiser(engines.synthesiser(), config),
                answers(config),
                endOfTurn(config));
    }

    private static EndOfTurn.Engine endOfTurn(AgentConfig config) {
        return config.endpointing().model() ? EndOfTurnModel.engine() : EndOfTurn.Engine.none();
    }

    /** The sentence network is loaded only where it is wanted. */
    private static AnswerCache answers(AgentConfig config) {
        if (!config.cache().enabled()) {
            return AnswerCache.none();
        }
        AgentConfig.Tts tts = config.tts();
        String voice = String.join(
                " ", tts.engine(), tts.voice(), String.valueOf(tts.pitchHz()), String.valueOf(tts.rateWpm()));
        System.Logger log = System.getLogger(SemanticCache.class.getName());
        return SemanticCache.open(config.cache(), voice, warning -> log.log(System.Logger.Level.WARNING, warning));
    }

    /** The same engines for one call, whose index splits the seed of what is modelled. It is not closed: these engines are. */
    Kit forCall(long call) {
        return new Kit(vad, stt, llm, tool, tts.forCall(call), answers, endOfTurn);
    }

    /** The same engines but for what looks things up. It is not closed: these engines are. */
    Kit with(Tool other) {
        return new Kit(vad, stt, llm, other, tts, answers, endOfTurn);
    }

    /**
     * Engines for callers who make no sound: what would hear is told, what would speak gives a tone of the right length, and what each would
     * take is drawn. Loads nothing.
     */
    public static Kit modelled(AgentConfig config) {
        Seeds seeds = new Seeds(config.llm().seed());
        ModelFigures figures = ModelFigures.get();
        return new Kit(
                VoiceActivity.Engine.deaf(),
                RemoteRecogniser.of(ModelledRecogniser.engine(config, figures.stt(), seeds.at("stt")), config),
                Composition.llm(ModelledLlm.engine(config.llm()), config),
                new ScriptedTools(config.tools(), seeds.at("tool")),
                Composition.synthesiser(new ModelledSynthesiser(config.tts()), config),
                config.cache().enabled() ? SemanticCache.simulated(config.cache(), seeds) : AnswerCache.none(),
                endOfTurn(config));
    }

    /** What the modelled machines behind the language model did since this was last asked; empty where nobody ever waits for one. */
    public List<FleetLoad> loads(long nowNanos) {
        return llm.loads(nowNanos);
    }

    /** Makes beforehand what is said word for word in many calls, where sound is kept: for a timeline on which no warm-up runs. */
    public void prepare(AgentConfig config, Timeline timeline) {
        tts.prepare(timeline, FixedPhrases.of(config), () -> {});
    }

    /**
     * Has every engine work once, so that the first caller meets a warm agent; takes some seconds. A step of its own: without it the agent
     * starts cold and is slow in its first turns. Hosted engines are left alone: their work costs money.
     *
     * @param fixtures what the recognisers hear
     * @param folder the fixtures' folder
     * @return whether all engines answered in time
     */
    public boolean warmUp(AgentConfig config, Fixtures fixtures, Path folder) {
        return WarmUp.run(
                this,
                config.stt().engine().equals("openai") ? 0 : config.stt().mostStreams() + WarmUp.MORE_STREAMS,
                config.tts().engine().equals("openai") ? 0 : WarmUp.PHRASES,
                FixedPhrases.of(config),
                fixtures,
                folder);
    }

    /** What the agent says of itself, by stage name; {@code recogniser} is the one that the call at hand was given. */
    public Map<String, About> about(String recogniser) {
        Map<String, About> stages = new LinkedHashMap<>();
        stages.put("endpointing", new About(vad.name(), vad instanceof VoiceActivity.Deaf));
        stages.put("stt", new About(recogniser, stt.modelled()));
        if (!answers.name().equals("none")) {
            stages.put("prepare", new About(answers.name(), answers.modelled()));
        }
        stages.put("llm", new About(llm.name(), llm.modelled()));
        stages.put("tool", new About(tool.name(), tool.modelled()));
        stages.put("tts", new About(tts.name(), tts.modelled()));
        return stages;
    }

    @Override
    public void close() {
        vad.close();
        stt.close();
        llm.close();
        tool.close();
        tts.close();
        answers.close();
    }
}
