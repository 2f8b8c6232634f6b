package io.turngap.agent;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which exchanges of a call may come from the semantic cache (L14), and which may go into it. One a call.
 *
 * <p>A cached answer knows nothing of the call at hand, so it may only be given to words that mean the same in any call. Kept out are:
 * fewer than {@value #LEAST_WORDS} words ("yes", "the second one"), whatever follows a question of the agent's (it is taken for an answer
 * to it) or a reply that was cut short, words that point back ("is it", "that one") once something has been said, and everything after a tool has answered, because what
 * is said then may rest on what it answered. The same holds for storing; and nothing that a tool had a part in is stored, nothing that was
 * cut short, and no excuse. The cost is hits that would have been right.
 */
final class AnswerReuse {

    /** Words below which a question depends on what was said before. */
    static final int LEAST_WORDS = 3;

    private static final Set<String> POINTING = new HashSet<>(Arrays.asList(
            "it", "its", "it's", "that", "that's", "thats", "this", "those", "these", "them", "they", "there", "one",
            "same", "again", "another", "other", "instead", "then"));

    private boolean began;
    private boolean asked;
    private boolean toolAnswered;

    /** True when {@code question} means the same here as in any call. */
    boolean stands(String question) {
        if (asked || toolAnswered) {
            return false;
        }
        int words = 0;
        int from = 0;
        for (int to = 0; to <= question.length(); to++) {
            if (to == question.length() || question.charAt(to) == ' ') {
                if (to > from) {
                    words++;
                    if (began && POINTING.contains(question.substring(from, to))) {
                        return false;
                    }
                }
                from = to + 1;
            }
        }
        return words >= LEAST_WORDS;
    }

    /** The agent said {@code text} in reply; {@code tool} when a tool had a part in it. */
    void said(String text, boolean tool) {
        began = true;
        asked = text.endsWith("?");
        toolAnswered |= tool;
    }

    /** A reply was cut short: what the caller says next is about it. */
    void cutShort(boolean tool) {
        began = true;
        asked = true;
        toolAnswered |= tool;
    }
}
