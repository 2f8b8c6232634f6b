package io.turngap.agent;

import java.util.function.Consumer;

/**
 * Waits for tokens until they make something that can be spoken by itself; emits phrases.
 *
 * <p>A phrase ends behind a full stop, question mark, exclamation mark, comma, semicolon or colon once it is long enough, or at a word's end
 * once it is too long to wait further. So the first phrase is spoken while the model still thinks of the rest.
 */
final class PhraseSegmenter {

    private static final String ENDS = ".?!,;:";

    private final AgentConfig.Phrase config;
    private final Consumer<String> phrases;
    private final StringBuilder text = new StringBuilder();

    PhraseSegmenter(AgentConfig.Phrase config, Consumer<String> phrases) {
        this.config = config;
        this.phrases = phrases;
    }

    void token(String token) {
        if (text.length() >= config.maxChars() && token.startsWith(" ")) {
            flush();
        }
        text.append(token);
        int length = text.length();
        if (length >= config.minChars() && ENDS.indexOf(text.charAt(length - 1)) >= 0) {
            flush();
        }
    }

    /** A reply that is there as a whole: cut into phrases, word by word, or one phrase. */
    void whole(String reply, boolean cut) {
        if (!cut) {
            text.append(reply);
            return;
        }
        int from = 0;
        for (int space = reply.indexOf(' ', 1); space >= 0; space = reply.indexOf(' ', space + 1)) {
            token(reply.substring(from, space));
            from = space;
        }
        token(reply.substring(from));
    }

    /** No token follows: what is left is a phrase. */
    void flush() {
        String phrase = text.toString().strip();
        text.setLength(0);
        if (!phrase.isEmpty()) {
            phrases.accept(phrase);
        }
    }
}
