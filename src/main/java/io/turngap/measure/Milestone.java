package io.turngap.measure;

/**
 * The names of the instants that a turn may note, in the order of the way from the caller's last word to the agent's last. A second pass
 * of the same step within one turn (the model called again after a tool, say) carries a suffix: {@code llm.request#2}.
 */
public final class Milestone {

    /** The last speech sample of the caller's utterance, as the script knows it: the origin, always 0. */
    public static final String SPEECH_END = "speech_end";
    /** The frame that holds what the agent takes for the end of speech reached the agent. */
    public static final String AGENT_SPEECH_END = "agent.speech_end";
    /** The agent decided that the caller's turn is over. */
    public static final String AGENT_TURN_END = "agent.turn_end";
    /** The final transcript is there. */
    public static final String STT_FINAL = "stt.final";
    /** The language model was asked. */
    public static final String LLM_REQUEST = "llm.request";
    /** The language model's first token came. */
    public static final String LLM_FIRST_TOKEN = "llm.first_token";
    /** A tool was called. */
    public static final String TOOL_START = "tool.start";
    /** The tool answered, failed or was given up. */
    public static final String TOOL_END = "tool.end";
    /** Text was handed to speech synthesis. */
    public static final String TTS_REQUEST = "tts.request";
    /** The first synthesised audio byte is there. */
    public static final String TTS_FIRST_BYTE = "tts.first_byte";
    /** The first audio bytes of the reply reached the caller. */
    public static final String FIRST_PACKET = "first_packet";
    /** The first audible sample of anything was heard by the caller. */
    public static final String FIRST_AUDIBLE = "first_audible";
    /** The first audible sample of the substantive answer was heard by the caller. */
    public static final String ANSWER_AUDIBLE = "answer_audible";
    /** The last audible sample of the reply was heard by the caller. */
    public static final String AGENT_AUDIO_END = "agent.audio_end";

    private Milestone() {}

    /** The name of the {@code pass}-th occurrence of a milestone in one turn, counted from 1. */
    public static String pass(String name, int pass) {
        return pass <= 1 ? name : name + "#" + pass;
    }
}
