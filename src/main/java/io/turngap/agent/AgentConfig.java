package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Settings of the bundled agent: one record a stage, read from the {@code agent:} block of a scenario. Every component has a key of the
 * same name in {@code agent.schema.json}, and a default.
 *
 * @param vad voice activity detection
 * @param endpointing when a turn is over
 * @param stt recognition
 * @param llm the language model
 * @param phrase how text is cut for synthesis
 * @param tts synthesis
 * @param tools what the language model may call
 * @param filler what is said while a tool runs
 * @param bargeIn what a caller who speaks over the agent does
 * @param greeting what is said first
 */
public record AgentConfig(
        Vad vad,
        Endpointing endpointing,
        Stt stt,
        Llm llm,
        Phrase phrase,
        Tts tts,
        Tools tools,
        Filler filler,
        BargeIn bargeIn,
        Greeting greeting) {

    /**
     * Reads the {@code agent:} block.
     *
     * @param agent an object; missing or null means all defaults
     * @throws AgentConfigException naming the key, the value seen, what is allowed and what to do
     */
    public static AgentConfig of(JsonNode agent) {
        return AgentConfigReader.read(new Settings(agent));
    }

    /** All defaults. */
    public static AgentConfig defaults() {
        return of(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    /**
     * Voice activity detection.
     *
     * @param engine {@code silero} or {@code energy}
     * @param threshold probability from which a frame is speech; speech ends 0.15 below it
     */
    public record Vad(String engine, double threshold) {}

    /**
     * Endpointing, counted on the caller's stream and not on the wall clock.
     *
     * @param silenceMs silence after speech that ends the turn
     * @param minSpeechMs speech that begins a turn; less is a click
     * @param maxTurnMs a turn is ended after this long
     */
    public record Endpointing(long silenceMs, long minSpeechMs, long maxTurnMs) {}

    /**
     * Recognition.
     *
     * @param engine {@code sphinx}, {@code matcher} or {@code auto} (sphinx up to {@code mostStreams} calls, the matcher beyond)
     * @param mostStreams utterances that the costly recogniser takes at once
     * @param prerollMs audio from before the detected onset that is recognised too
     * @param timeoutMs no transcript this long after the end of the turn: nothing was understood
     */
    public record Stt(String engine, int mostStreams, long prerollMs, long timeoutMs) {}

    /**
     * The language model. Its words are templated and its latency is modelled.
     *
     * @param latency from request to first token, and from token to token
     * @param seed origin of the latencies
     */
    public record Llm(TokenLatency latency, long seed) {}

    /**
     * Latency of a language model.
     *
     * @param firstToken request to first token
     * @param perTokenMs between tokens; a token is a word here
     */
    public record TokenLatency(Latency firstToken, double perTokenMs) {}

    /**
     * Cutting text into phrases for synthesis.
     *
     * @param minChars a phrase is not cut before this many characters
     * @param maxChars a phrase is cut at a word after this many characters, punctuation or not
     */
    public record Phrase(int minChars, int maxChars) {}

    /**
     * Synthesis.
     *
     * @param engine {@code freetts}
     * @param voice a voice of that engine
     * @param pitchHz mean pitch
     * @param rateWpm words a minute
     * @param trimSilence whether the silence before a phrase is cut
     * @param timeoutMs no audio for this long: the phrase is given up
     */
    public record Tts(
            String engine, String voice, double pitchHz, double rateWpm, boolean trimSilence, long timeoutMs) {}

    /**
     * Tools.
     *
     * @param timeoutMs a tool that has not answered by then is given up, and the agent says so
     * @param byName scripts of the tools by their names
     */
    public record Tools(long timeoutMs, Map<String, ToolScript> byName) {
        public Tools {
            byName = Map.copyOf(byName);
        }
    }

    /**
     * What a tool does.
     *
     * @param delay call to answer
     * @param failRate share of calls that answer with an error
     * @param hang true never to answer
     */
    public record ToolScript(Latency delay, double failRate, boolean hang) {}

    /**
     * A phrase that is said while a tool runs.
     *
     * @param enabled whether it is said
     * @param afterMs how long a tool has run when it is said
     */
    public record Filler(boolean enabled, long afterMs) {}

    /**
     * Speech of the caller while the agent speaks or thinks.
     *
     * @param enabled whether the agent stops
     * @param minSpeechMs how much speech stops it; less is a backchannel and is passed over
     */
    public record BargeIn(boolean enabled, long minSpeechMs) {}

    /**
     * What the agent says first.
     *
     * @param enabled whether it speaks first
     * @param text the words
     */
    public record Greeting(boolean enabled, String text) {}
}
