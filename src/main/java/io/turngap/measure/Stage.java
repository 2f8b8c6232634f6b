package io.turngap.measure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The stages between the caller's last word and the first audible reply, in their order; before them those that only a probe's request has. */
public enum Stage {
    /** A probe's request was due → it began, where as many as may be were still on their way. */
    QUEUE,
    /** Finding the host's address. */
    DNS,
    /** Opening a connection. */
    CONNECT,
    /** Negotiating its encryption. */
    TLS,
    /** Connection → last byte of the request. */
    SEND,
    /** Last byte of the request → head of the answer: the network both ways, and the server. */
    SERVER,
    /** Head of the answer → its first useful piece. */
    STREAM,
    /** First piece of reasoning → first token of the answer. */
    REASONING,
    /** End of speech → the frame that holds it reached the agent. */
    UPLINK,
    /** End of speech, as it reached the agent → the agent's decision that the turn is over. */
    ENDPOINTING,
    /** Turn decision → final transcript. */
    STT,
    /**
     * Transcript, tool result or earlier token → the request to the language model, or to synthesis where the model was not waited for:
     * routing, cache, context.
     */
    PREPARE,
    /**
     * Request to the language model → its first token, or until it was given up; also first token → tool call, while the model writes the
     * call; and turn decision → first audio byte of a model that speaks without text between.
     */
    LLM,
    /** A tool at work, and the reply waiting for it. */
    TOOL,
    /** First token or tool result → text handed to speech synthesis. */
    PHRASE,
    /** Text handed to speech synthesis → first audio byte. */
    TTS,
    /** First audio byte → first packet at the caller. */
    DOWNLINK,
    /** First packet → first audible sample: leading silence and playout buffer. */
    PLAYOUT,
    /** What no two milestones explain. */
    UNATTRIBUTED;

    /** The name in files and output. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True for a stage that only a probe's request has. */
    public boolean isOfProbes() {
        return ordinal() <= REASONING.ordinal();
    }

    /** The stage of this name, where there is one. */
    public static Optional<Stage> of(String wireName) {
        return Stream.of(values()).filter(s -> s.wireName().equals(wireName)).findFirst();
    }

    /** All names, in order. */
    public static List<String> names() {
        return Stream.of(values()).map(Stage::wireName).toList();
    }
}
