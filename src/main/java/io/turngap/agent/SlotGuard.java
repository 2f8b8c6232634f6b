package io.turngap.agent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether two questions ask for the same in every slot: numbers, days, names, places, sizes, who, where, when, from where to where, and
 * whether something is so or not. An embedding cannot tell: to it a table for two is a table for six (cosine 0.9 and more).
 *
 * <p>What cannot be listed, names and places in words without capitals, is caught the other way round: every word counts unless
 * {@code slot-guard.txt} says that it does not, and must be in both questions, or another word that the file calls the same. So an unknown
 * word that only one question has keeps them apart. That is the cost: paraphrases in words that the file does not know are missed, and the
 * model is asked as if there were no cache.
 *
 * @param text the words, lower case, one blank between; two equal texts are the same question
 * @param content the words that count, each once
 * @param numbers numbers in order, as digits, ordinals with {@code #}; digits said one by one are one number
 * @param roles behind {@code from}, {@code to}, {@code into}, {@code than} and a negation: the words that count there; and {@code object}, me or you
 * @param mine words behind "my"
 * @param yours words behind "your"
 * @param past whether something is said to have been
 * @param present whether something is said to be
 * @param future whether something is said to come
 * @param selfContained false where the question cannot be understood alone: "what about that", "when will it come", "yes please"
 */
record SlotGuard(
        String text,
        Set<String> content,
        List<String> numbers,
        Map<String, Set<String>> roles,
        Set<String> mine,
        Set<String> yours,
        boolean past,
        boolean present,
        boolean future,
        boolean selfContained) {

    /** The role behind a negation. */
    static final String NOT = "not";

    /** Whom something is done to: "me" or "you". */
    static final String OBJECT = "object";

    private static final String FROM = "from";
    private static final String TO = "to";

    /** Reads a question. */
    static SlotGuard of(String question) {
        return SlotReader.read(question);
    }

    /** True when an answer to {@code other} may be given to this question, as far as slots can tell. */
    boolean agrees(SlotGuard other) {
        return content.equals(other.content)
                && numbers.equals(other.numbers)
                && roles.containsKey(NOT) == other.roles.containsKey(NOT)
                && !rolesContradict(other)
                && !goesTheOtherWay(other)
                && !other.goesTheOtherWay(this)
                && disjoint(mine, other.yours)
                && disjoint(yours, other.mine)
                && !tensesContradict(other);
    }

    /** In a role that both have, one may leave words out, but not each a word that the other has not. */
    private boolean rolesContradict(SlotGuard other) {
        for (Map.Entry<String, Set<String>> role : roles.entrySet()) {
            Set<String> theirs = other.roles.get(role.getKey());
            if (theirs != null
                    && !theirs.containsAll(role.getValue())
                    && !role.getValue().containsAll(theirs)) {
                return true;
            }
        }
        return false;
    }

    /** What this one comes from, the other goes to. */
    private boolean goesTheOtherWay(SlotGuard other) {
        return !disjoint(roles.getOrDefault(FROM, Set.of()), other.roles.getOrDefault(TO, Set.of()))
                && disjoint(roles.getOrDefault(FROM, Set.of()), other.roles.getOrDefault(FROM, Set.of()));
    }

    private boolean tensesContradict(SlotGuard other) {
        return contradict(this, other) || contradict(other, this);
    }

    private static boolean contradict(SlotGuard one, SlotGuard other) {
        return one.past && !one.future && !other.past && (other.present || other.future);
    }

    private static boolean disjoint(Collection<String> some, Set<String> others) {
        return some.stream().noneMatch(others::contains);
    }

    /** What is found while reading. */
    static final class Builder {
        final Set<String> content = new TreeSet<>();
        final Map<String, Set<String>> roles = new TreeMap<>();
        final Set<String> mine = new TreeSet<>();
        final Set<String> yours = new TreeSet<>();
        boolean past;
        boolean present;
        boolean future;
        boolean selfContained = true;

        SlotGuard build(String text, List<String> numbers) {
            return new SlotGuard(
                    text,
                    Set.copyOf(content),
                    List.copyOf(numbers),
                    Map.copyOf(roles),
                    Set.copyOf(mine),
                    Set.copyOf(yours),
                    past,
                    present,
                    future,
                    selfContained && !(content.isEmpty() && numbers.isEmpty()));
        }
    }
}
