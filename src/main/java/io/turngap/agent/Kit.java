package io.turngap.agent;

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
 */
public record Kit(VoiceActivity.Engine vad, Recogniser.Engine stt, Llm.Engine llm, Tool tool, Synthesiser tts)
        implements AutoCloseable {

    /**
     * What the agent says of a stage.
     *
     * @param engine name of the engine
     * @param modelled whether its latency is drawn from a distribution rather than spent
     */
    public record About(String engine, boolean modelled) {}

    /** What the agent says of itself, by stage name. */
    public Map<String, About> about() {
        Map<String, About> stages = new LinkedHashMap<>();
        stages.put("endpointing", new About(vad.name(), false));
        stages.put("stt", new About(stt.name(), false));
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
    }
}
