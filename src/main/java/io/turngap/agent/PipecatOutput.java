package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a Pipecat client what the bot says, sentence by sentence, as {@code bot-output} and, once synthesis has begun,
 * {@code bot-tts-text}. Clients of protocol 2 hear of each sentence when it is written and again when it was heard; those of protocol 1 once.
 */
final class PipecatOutput {

    private static final String ENDS = ".!?";

    /** A sentence. */
    private record Segment(int id, String text, boolean spoken) {}

    private final Rtvi client;
    private final StringBuilder sentence = new StringBuilder();
    private final List<Segment> unheard = new ArrayList<>();
    private int untold;
    private boolean old;
    private boolean spoken = true;
    private boolean synthesis;
    private int segments;

    PipecatOutput(Rtvi client) {
        this.client = client;
    }

    /** The client speaks protocol 1. */
    void old(boolean how) {
        old = how;
    }

    /** A reply begins; {@code aloud} when it will be spoken. */
    void begin(boolean aloud) {
        drop();
        spoken = aloud;
        synthesis = false;
    }

    void text(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            sentence.append(c);
            if (ENDS.indexOf(c) >= 0) {
                complete();
            }
        }
    }

    /** Synthesis has begun. */
    void synthesis() {
        synthesis = true;
        tellSpoken();
    }

    /** The reply is written. */
    void written() {
        complete();
    }

    /** The reply was heard. */
    void heard() {
        for (Segment segment : unheard) {
            if (!old && segment.spoken()) {
                client.send("bot-output", output(segment, true));
            }
        }
        drop();
    }

    /** The reply was given up. */
    void drop() {
        sentence.setLength(0);
        unheard.clear();
        untold = 0;
    }

    private void complete() {
        String text = sentence.toString().strip();
        sentence.setLength(0);
        // Mere punctuation, as of an ellipsis, is no sentence.
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return;
        }
        Segment segment = new Segment(++segments, text, spoken);
        client.send(
                "bot-output",
                old ? Rtvi.text(text).put("aggregated_by", "sentence").put("spoken", spoken) : output(segment, false));
        if (spoken && unheard.size() < Speaker.MOST_PHRASES) {
            unheard.add(segment);
            tellSpoken();
        }
    }

    private void tellSpoken() {
        while (synthesis && untold < unheard.size()) {
            client.send("bot-tts-text", Rtvi.text(unheard.get(untold++).text()));
        }
    }

    private static ObjectNode output(Segment segment, boolean heard) {
        ObjectNode data = Rtvi.text(segment.text())
                .put("aggregated_by", "sentence")
                .put("segment_id", segment.id())
                .put("will_be_spoken", segment.spoken())
                .put("spoken_status", heard ? "completed" : "new");
        data.putObject("spoken_progress")
                .put("accumulated_text", heard ? segment.text() : "")
                .put("remaining_text", heard ? "" : segment.text());
        return data;
    }
}
