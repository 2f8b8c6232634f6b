package io.turngap.agent;

import io.turngap.sound.Fixtures;
import io.turngap.time.Seeds;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
                fixtures,
                folder);
        return new Kit(
                engines.vad(),
                engines.recogniser(),
                ModelledLlm.engine(config.llm()),
                new ScriptedTools(config.tools(), new Seeds(config.llm().seed()).at("tool")),
                engines.synthesiser(),
                AnswerCache.none(),
                config.endpointing().model() ? EndOfTurnModel.engine() : EndOfTurn.Engine.none());
    }

    /**
     * Has every engine work once, so that the first caller meets a warm agent; takes some seconds. A step of its own: without it the agent
     * starts cold and is slow in its first turns.
     *
     * @param fixtures what the recognisers hear
     * @param folder the fixtures' folder
     * @return whether all engines answered in time
     */
    public boolean warmUp(AgentConfig config, Fixtures fixtures, Path folder) {
        return WarmUp.run(this, config.stt().mostStreams(), fixtures, folder);
    }

    /** What the agent says of itself, by stage name; {@code recogniser} is the one that the call at hand was given. */
    public Map<String, About> about(String recogniser) {
        Map<String, About> stages = new LinkedHashMap<>();
        stages.put("endpointing", new About(vad.name(), false));
        stages.put("stt", new About(recogniser, false));
        stages.put("llm", new About(llm.name(), llm.modelled()));
        stages.put("tool", new About("scripted", tool.modelled()));
        stages.put("tts", new About(tts.name(), false));
        return stages;
    }

    @Override
    public void close() {
        vad.close();
        stt.close();
        tts.close();
        answers.close();
    }
}
