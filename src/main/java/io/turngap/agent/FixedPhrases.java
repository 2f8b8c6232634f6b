package io.turngap.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the agent says word for word in many calls, as it is handed to synthesis: whole, and cut into phrases. */
final class FixedPhrases {

    private FixedPhrases() {}

    /** Greeting, fallback, fillers, and the dialogue's replies that depend on nothing. */
    static List<String> of(AgentConfig config) {
        List<String> texts = new ArrayList<>();
        if (config.greeting().enabled()) {
            texts.add(config.greeting().text());
        }
        if (config.fallback().enabled()) {
            texts.add(config.fallback().text());
        }
        texts.addAll(Dialogue.FILLERS);
        texts.addAll(Dialogue.fixedReplies());
        Set<String> phrases = new LinkedHashSet<>(texts);
        PhraseSegmenter segmenter = new PhraseSegmenter(config.phrase(), phrases::add);
        for (String text : texts) {
            String[] words = text.split(" ");
            for (int i = 0; i < words.length; i++) {
                segmenter.token(i == 0 ? words[i] : " " + words[i]);
            }
            segmenter.flush();
        }
        return List.copyOf(phrases);
    }
}
