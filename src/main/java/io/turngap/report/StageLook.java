package io.turngap.report;

import io.turngap.measure.Stage;

/** How a stage of the reply is shown: its meaning in words, its mark where there is no colour. */
final class StageLook {

    private StageLook() {}

    /** What happens in a stage, for people. */
    static String meaning(Stage stage) {
        return switch (stage) {
            case QUEUE -> "due, but as many requests as may be were still on their way";
            case DNS -> "finding the host's address";
            case CONNECT -> "opening a connection";
            case TLS -> "negotiating its encryption";
            case SEND -> "sending the request";
            case SERVER -> "the network both ways, and the server up to the head of its answer";
            case STREAM -> "from the head of the answer to its first useful piece";
            case REASONING -> "the model reasoning before it answers";
            case UPLINK -> "the caller's last frame on its way to the agent";
            case ENDPOINTING -> "the agent deciding that the caller is done";
            case STT -> "turning speech into the final transcript";
            case PREPARE -> "routing, cache and context before the model is asked";
            case LLM -> "the language model up to its first token";
            case TOOL -> "waiting for a tool";
            case PHRASE -> "from the first token to a phrase that can be spoken";
            case TTS -> "speech synthesis up to its first audio";
            case DOWNLINK -> "the first audio on its way to the caller";
            case PLAYOUT -> "leading silence and the jitter buffer";
            case UNATTRIBUTED -> "time that no milestone explains";
        };
    }

    /** Its mark in a bar of text; all differ. */
    static char letter(Stage stage) {
        return switch (stage) {
            case QUEUE -> 'q';
            case DNS -> 'n';
            case CONNECT -> 'c';
            case TLS -> 't';
            case SEND -> 'w';
            case SERVER -> 'v';
            case STREAM -> 'r';
            case REASONING -> 'R';
            case UPLINK -> 'u';
            case ENDPOINTING -> 'E';
            case STT -> 's';
            case PREPARE -> 'p';
            case LLM -> 'L';
            case TOOL -> 'T';
            case PHRASE -> 'f';
            case TTS -> 'S';
            case DOWNLINK -> 'd';
            case PLAYOUT -> 'o';
            case UNATTRIBUTED -> '?';
        };
    }

    /** Its colour on a terminal of 256 colours, close to the page's. */
    static int colour(Stage stage) {
        return switch (stage) {
            case QUEUE -> 245;
            case DNS -> 117;
            case CONNECT -> 67;
            case TLS -> 97;
            case SEND -> 143;
            case SERVER -> 173;
            case STREAM -> 71;
            case REASONING -> 179;
            case UPLINK -> 117;
            case ENDPOINTING -> 67;
            case STT -> 73;
            case PREPARE -> 143;
            case LLM -> 173;
            case TOOL -> 132;
            case PHRASE -> 179;
            case TTS -> 71;
            case DOWNLINK -> 110;
            case PLAYOUT -> 97;
            case UNATTRIBUTED -> 245;
        };
    }

    /** Class of its colour in the page. */
    static String style(Stage stage) {
        return "s-" + stage.wireName();
    }
}
