package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.time.Latency;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the bundled agent: one record a stage, read from the {@code agent:} block of a scenario or from a profile. Every component
 * has a key of the same name in {@code agent.schema.json}, and a default.
 *
 * @param vad voice activity detection
 * @param audio the caller's sound on its way to the ears
 * @param endpointing when a turn is over
 * @param stt recognition
 * @param context what the agent knows of the caller
 * @param cache answers given before
 * @param llm the language model
 * @param phrase how text is cut for synthesis
 * @param tts synthesis
 * @param speechToSpeech one model from sound to sound, instead of recognition, language model and synthesis
 * @param tools what the language model may call
 * @param filler what is said while the caller would wait
 * @param bargeIn what a caller who speaks over the agent does
 * @param fallback what is said when something fails
 * @param pipeline how the stages follow one another
 * @param network where the parts stand, and what is between them
 * @param greeting what is said first
 */
public record AgentConfig(
        Vad vad,
        Audio audio,
        Endpointing endpointing,
        Stt stt,
        Context context,
        Cache cache,
        Llm llm,
        Phrase phrase,
        Tts tts,
        SpeechToSpeech speechToSpeech,
        Tools tools,
        Filler filler,
        BargeIn bargeIn,
        Fallback fallback,
        Pipeline pipeline,
        Network network,
        Greeting greeting) {

    /**
     * Reads the {@code agent:} block.
     *
     * @param agent an object; missing or null means all defaults
     * @throws AgentConfigException naming the key, the value seen, what is allowed and what to do
     */
    public static AgentConfig of(JsonNode agent) {
        JsonNode whole = Profiles.applied(agent);
        try {
            return AgentConfigReader.read(new Settings(whole));
        } catch (AgentConfigException wrong) {
            throw Profiles.placed(agent, wrong);
        }
    }

    /** Names of the environment variables that hold keys of the endpoints which are used. */
    public Set<String> keyVariables() {
        Set<String> names = new TreeSet<>();
        if (stt.engine().equals("openai")) {
            names.add(stt.provider().keyEnv());
        }
        if (llm.engine().equals("openai")) {
            names.add(llm.provider().keyEnv());
        }
        if (tts.engine().equals("openai")) {
            names.add(tts.provider().keyEnv());
        }
        return names;
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
     * The caller's sound on its way to the ears.
     *
     * @param chunkMs how much of it is handed on at a time; the ears wait for a chunk to be full
     * @param noiseSuppression whether noise is taken out first
     */
    public record Audio(int chunkMs, boolean noiseSuppression) {}

    /**
     * Endpointing, counted on the caller's stream and not on the wall clock.
     *
     * @param silenceMs silence after speech that ends the turn, where no model is asked
     * @param minSpeechMs speech that begins a turn; less is a click
     * @param maxTurnMs a turn is ended after this long
     * @param model whether an end-of-turn model on words, silence and pitch decides how long to wait
     * @param completeMs with the model: silence that ends a turn which sounds complete
     * @param incompleteMs with the model: silence that ends a turn which does not
     */
    public record Endpointing(
            long silenceMs, long minSpeechMs, long maxTurnMs, boolean model, long completeMs, long incompleteMs) {}

    /**
     * An engine behind an OpenAI-compatible HTTP endpoint.
     *
     * @param baseUrl such as {@code https://api.openai.com/v1}; empty where none is used
     * @param model the model's name there
     * @param keyEnv name of the environment variable that holds the key; the key itself stands in no file
     */
    public record Provider(String baseUrl, String model, String keyEnv) {}

    /**
     * Recognition.
     *
     * @param engine {@code sphinx}, {@code matcher}, {@code auto} (sphinx up to {@code mostStreams} calls, the matcher beyond),
     *     {@code pocketsphinx}, {@code openai} (an HTTP endpoint) or {@code modelled} (only where callers make no sound)
     * @param mostStreams utterances that the costly recogniser takes at once
     * @param prerollMs audio from before the detected onset that is recognised too
     * @param timeoutMs no transcript this long after the end of the turn: nothing was understood
     * @param streaming whether audio is recognised while it comes; otherwise the whole utterance once it is over
     * @param modelled whether the model's latency of a hosted recogniser is waited for, beside what the engine itself takes
     * @param partials what is done with what is recognised so far
     * @param provider the endpoint of engine {@code openai}
     */
    public record Stt(
            String engine,
            int mostStreams,
            long prerollMs,
            long timeoutMs,
            boolean streaming,
            boolean modelled,
            Partials partials,
            Provider provider) {}

    /**
     * Acting on partial transcripts.
     *
     * @param act whether retrieval and intent begin on a partial
     * @param confidence from which a partial is acted upon
     */
    public record Partials(boolean act, double confidence) {}

    /**
     * The caller's record.
     *
     * @param fetch how long it takes to fetch; 0 where there is none
     * @param preload whether it is fetched while it rings; otherwise before the first answer
     */
    public record Context(Latency fetch, boolean preload) {}

    /**
     * The semantic cache.
     *
     * @param enabled whether answers are kept and given again
     * @param threshold least cosine similarity of a question to one that was answered
     * @param guard whether numbers, days, names and negations must be the same, too
     * @param scope whose answers may be given: {@code persona} (all callers of this agent), {@code caller} or {@code call}
     * @param ttlS how long an answer is fresh, s
     * @param audio whether the sound is kept with the words
     * @param file where the cache is kept between runs; empty for nowhere
     * @param modelledHitRate share of the questions that could be answered from it that are: for simulated callers, who say the same words
     *     again and again as real ones never do; 1 leaves it to the words. Heeded on the virtual timeline alone
     */
    public record Cache(
            boolean enabled,
            double threshold,
            boolean guard,
            String scope,
            long ttlS,
            boolean audio,
            String file,
            double modelledHitRate) {

        /** Hits are left to the words. */
        public Cache(
                boolean enabled, double threshold, boolean guard, String scope, long ttlS, boolean audio, String file) {
            this(enabled, threshold, guard, scope, ttlS, audio, file, 1);
        }
    }

    /**
     * The language model. With engine {@code modelled} its words are templated and its latency is drawn.
     *
     * @param engine {@code modelled} or {@code openai} (an HTTP endpoint)
     * @param tier {@code fast}, {@code balanced} or {@code premium}
     * @param latency instead of the tier's: from request to first token whatever the prompt, and from token to token
     * @param streaming whether its tokens are spoken as they come; otherwise the whole reply is awaited
     * @param routing which tier a turn goes to
     * @param prompt what the model has to read
     * @param promptCache whether the static part of the prompt is read once only
     * @param kvReuse whether earlier turns are not read again
     * @param fleet the machines behind the model
     * @param providerJitter whether some requests are several times slower, as those to somebody else's model are
     * @param verify whether a second, fast model looks over the whole answer before it is spoken; modelled: it takes its time and objects to nothing
     * @param timeoutMs no token for this long: the fallback is said
     * @param seed origin of the latencies
     * @param provider the endpoint of engine {@code openai}
     */
    public record Llm(
            String engine,
            String tier,
            Optional<TokenLatency> latency,
            boolean streaming,
            Routing routing,
            Prompt prompt,
            boolean promptCache,
            boolean kvReuse,
            Fleet fleet,
            boolean providerJitter,
            boolean verify,
            long timeoutMs,
            long seed,
            Provider provider) {}

    /**
     * Hybrid routing.
     *
     * @param enabled whether simple turns go to another tier than {@code llm.tier}
     * @param simple the tier of simple turns
     */
    public record Routing(boolean enabled, String simple) {}

    /**
     * What the model has to read before its first token.
     *
     * @param systemTokens instructions and tool definitions, the same in every turn
     * @param windowTurns earlier turns that are kept word by word; 0 for all
     * @param distil whether the turns before become a short summary; otherwise they are dropped
     */
    public record Prompt(int systemTokens, int windowTurns, boolean distil) {}

    /**
     * The machines behind the language model, shared by all calls.
     *
     * @param replicas machines that run when the first call comes; 0 for as many as are needed, which never queue
     * @param mostReplicas machines that may run after scaling up
     * @param slots requests that a machine works on at once
     * @param warm whether these machines are a warm pool, which never stops; otherwise one loads its model upon its first request
     * @param warmUp whether a ping goes out when a call begins
     * @param idleS a machine outside a warm pool that had nothing to do for so long is stopped and cold again; 0 for never
     * @param scaleOn what asks for another machine: {@code none}, {@code cpu}, {@code queue} or {@code latency}
     */
    public record Fleet(
            int replicas, int mostReplicas, int slots, boolean warm, boolean warmUp, long idleS, String scaleOn) {}

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
     * @param engine {@code freetts}, {@code flite}, {@code openai} (an HTTP endpoint) or {@code modelled} (a tone, for callers without ears)
     * @param tier {@code engine} for the engine's own time, or a modelled time to the first byte: {@code fastest}, {@code standard},
     *     {@code neural}
     * @param streaming whether audio is sent as it is made; otherwise a phrase is made to its end first
     * @param phraseCache whether greetings, fillers and confirmations are made beforehand
     * @param voice a voice of that engine; {@code kevin16}, which is FreeTTS's, stands for the usual one of each: slt with flite, alloy with
     *     openai
     * @param pitchHz mean pitch, of freetts; the other engines' voices have their own
     * @param rateWpm words a minute
     * @param trimSilence whether the silence before a phrase is cut
     * @param timeoutMs no audio for this long: the phrase is given up
     */
    public record Tts(
            String engine,
            String tier,
            boolean streaming,
            boolean phraseCache,
            String voice,
            double pitchHz,
            double rateWpm,
            boolean trimSilence,
            long timeoutMs,
            Provider provider) {}

    /**
     * Speech to speech.
     *
     * @param enabled whether sound goes in and sound comes out, with no text between
     * @param latency end of turn to first sound; instead of the model's own
     */
    public record SpeechToSpeech(boolean enabled, Optional<Latency> latency) {}

    /**
     * Tools.
     *
     * @param timeoutMs a tool that has not answered by then is given up, and the agent says so
     * @param server address of an HTTP tool server, such as {@code http://127.0.0.1:8090}; empty for tools inside the agent
     * @param byName scripts of the tools by their names
     */
    public record Tools(long timeoutMs, String server, Map<String, ToolScript> byName) {
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
     * @param status HTTP status of every answer, an error; 0 for a usual answer
     * @param garbage whether it answers with what is no JSON
     */
    public record ToolScript(Latency delay, double failRate, boolean hang, int status, boolean garbage) {

        /** A tool that answers properly, fails or hangs. */
        public ToolScript(Latency delay, double failRate, boolean hang) {
            this(delay, failRate, hang, 0, false);
        }
    }

    /**
     * A thinking phrase. It is cut the moment the answer is ready, and never overlaps it.
     *
     * @param enabled whether it is said
     * @param when {@code tool}: while a tool runs; {@code reply}: whenever the reply is not ready
     * @param afterMs how long the caller has waited when it is said, from the tool's start or from the end of the turn
     */
    public record Filler(boolean enabled, String when, long afterMs) {}

    /**
     * Speech of the caller while the agent speaks or thinks.
     *
     * @param enabled whether the agent stops
     * @param minSpeechMs how much speech stops it; less is a backchannel and is passed over
     */
    public record BargeIn(boolean enabled, long minSpeechMs) {}

    /**
     * What is said when a stage fails or takes too long.
     *
     * @param enabled whether anything is
     * @param text the words
     */
    public record Fallback(boolean enabled, String text) {}

    /**
     * How the stages follow one another.
     *
     * @param overlap whether a stage begins with the first that the one before it gives; otherwise recognition, model and synthesis each wait
     *     until the one before is done, and {@code streaming} is off in all three
     */
    public record Pipeline(boolean overlap) {}

    /**
     * Where the parts stand, and what is between them; modelled. {@code same} is nowhere else: no delay.
     *
     * @param caller region of the callers
     * @param agent region of the agent's media server
     * @param stt region of recognition
     * @param llm region of the language model
     * @param tts region of synthesis
     * @param transport what carries the caller's audio: {@code none} (nothing is modelled), {@code udp} or {@code tcp}
     * @param lossRate share of packets that are lost
     * @param jitterMs scale of the packets' random delay
     * @param jitterBufferMs how long the receiver holds packets back, {@code udp} only
     * @param callers where callers come from instead: region to its share of the calls; empty where all come from {@code caller}
     */
    public record Network(
            String caller,
            String agent,
            String stt,
            String llm,
            String tts,
            String transport,
            double lossRate,
            double jitterMs,
            double jitterBufferMs,
            Map<String, Double> callers) {

        public Network {
            callers = Map.copyOf(callers);
        }

        /** All callers come from one region. */
        public Network(
                String caller,
                String agent,
                String stt,
                String llm,
                String tts,
                String transport,
                double lossRate,
                double jitterMs,
                double jitterBufferMs) {
            this(caller, agent, stt, llm, tts, transport, lossRate, jitterMs, jitterBufferMs, Map.of());
        }
    }

    /**
     * What the agent says first.
     *
     * @param enabled whether it speaks first
     * @param text the words
     */
    public record Greeting(boolean enabled, String text) {}
}
