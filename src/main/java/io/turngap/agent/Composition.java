package io.turngap.agent;

import io.turngap.time.Seeds;

/**
 * The engines behind an agent, each in what the levers put around it. Read from the top: what is put on first is next to the engine, what
 * is put on last is next to the call.
 */
final class Composition {

    private Composition() {}

    /** Recognition: the engine, what it takes to reach it, how it is given the sound. */
    static Recogniser.Engine recogniser(Recogniser.Engine engine, AgentConfig config) {
        AgentConfig.Stt stt = config.stt();
        Recogniser.Engine made = engine;
        if (!stt.streaming()) {
            made = BatchRecogniser.of(made);
        }
        if (stt.modelled()) {
            made = ModelledRecognition.of(
                    made,
                    ModelFigures.get().stt(),
                    stt.streaming(),
                    seeds(config).at("stt"));
        }
        return RemoteRecogniser.of(made, config);
    }

    /** The language model, and what it takes to reach it. */
    static Llm.Engine llm(Llm.Engine engine, AgentConfig config) {
        return RemoteLlm.of(engine, config);
    }

    /** Synthesis: the engine, the time that a hosted one takes, whether a phrase is awaited, the way there, and what was made before. */
    static Synthesiser synthesiser(Synthesiser engine, AgentConfig config) {
        AgentConfig.Tts tts = config.tts();
        Synthesiser made = engine;
        double modelledRtf = 0;
        if (!tts.tier().equals("engine")) {
            ModelFigures.Tts figures = ModelFigures.get().tts(tts.tier());
            modelledRtf = figures.realTimeFactor();
            made = new TieredSynthesiser(
                    made, tts.tier(), figures, seeds(config).at("tts"));
        }
        if (!tts.streaming()) {
            made = new WholeSynthesiser(made, modelledRtf);
        }
        made = RemoteSynthesiser.of(made, config);
        if (tts.phraseCache()) {
            made = new PhraseCache(made, PhraseCache.voice(engine, tts), new PhraseCache.Store());
        }
        return made;
    }

    private static Seeds seeds(AgentConfig config) {
        return new Seeds(config.llm().seed());
    }
}
