package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads a {@link SlotGuard} out of a question: numbers first, then phrases, then word by word. */
final class SlotReader {

    private static final Set<String> NEGATIONS = Set.of(
            "not",
            "no",
            "never",
            "none",
            "without",
            "cannot",
            "nobody",
            "nothing",
            "neither",
            "nor",
            "unable",
            "except",
            "dont",
            "cant",
            "wont",
            "isnt",
            "arent",
            "doesnt",
            "didnt",
            "hasnt",
            "havent",
            "wasnt",
            "werent",
            "wouldnt",
            "couldnt",
            "shouldnt",
            "aint");
    private static final Set<String> WITH_ROLE = Set.of("from", "to", "into", "than");
    private static final Set<String> PAST = Set.of(
            "did", "didn't", "didnt", "was", "were", "wasn't", "wasnt", "weren't", "had", "has", "hasn't", "hasnt",
            "haven't", "havent", "came", "took", "got", "sent", "bought", "forgot", "stole", "lost", "paid", "went",
            "made", "ate", "told", "said", "gave", "left", "broke", "ran");
    private static final Set<String> PRESENT = Set.of(
            "do", "does", "is", "are", "am", "can", "could", "should", "may", "don't", "doesn't", "isn't", "aren't");
    private static final Set<String> FUTURE = Set.of("will", "won't", "wont", "shall", "?will");

    /** With these a word in -ed need not be past: "pets are allowed". */
    private static final Set<String> PASSIVE = Set.of("is", "are", "am", "be", "get", "want", "?must");

    /** What points to something said before, unless something was said before it in the same question. */
    private static final Set<String> POINTERS = Set.of("it", "it's", "they", "them", "that", "that's");

    private final SlotWords lexicon = SlotWords.get();
    private final SlotGuard.Builder slots = new SlotGuard.Builder();
    private String role = "";
    private String owner = "";
    private String subject = "";
    private boolean thingNamed;
    private boolean participle;
    private boolean passive;

    private SlotReader() {}

    static SlotGuard read(String question) {
        List<String> plain = words(question);
        SpokenNumbers numbers = SpokenNumbers.of(plain);
        SlotReader reader = new SlotReader();
        for (String word : reader.lexicon.withPhrases(numbers.others())) {
            reader.word(word);
        }
        reader.slots.past |= reader.participle && !reader.passive;
        return reader.slots.build(String.join(" ", plain), numbers.values());
    }

    /** Lower case words; digits and letters that were written together apart, so that 9am is 9 am. */
    private static List<String> words(String question) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String lower = question.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        for (int i = 0; i <= lower.length(); i++) {
            char c = i < lower.length() ? lower.charAt(i) : ' ';
            boolean inWord = Character.isLetterOrDigit(c) || c == '\'';
            boolean change = !word.isEmpty()
                    && Character.isDigit(c) != Character.isDigit(word.charAt(word.length() - 1))
                    && !isOrdinalEnding(lower, i);
            if (!word.isEmpty() && (!inWord || change)) {
                words.add(word.toString());
                word.setLength(0);
            }
            if (inWord) {
                word.append(c);
            }
        }
        return words;
    }

    private static boolean isOrdinalEnding(String text, int at) {
        String two = text.substring(at, Math.min(text.length(), at + 2));
        boolean ends = at + 2 >= text.length() || !Character.isLetterOrDigit(text.charAt(at + 2));
        boolean second = at > 0 && !Character.isDigit(text.charAt(at - 1));
        return second || ends && Set.of("st", "nd", "rd", "th").contains(two);
    }

    private void word(String word) {
        slots.past |= PAST.contains(word);
        participle |= word.length() > 4 && word.endsWith("ed") && !word.equals("need");
        passive |= PASSIVE.contains(word);
        slots.present |= PRESENT.contains(word);
        slots.future |= FUTURE.contains(word) || word.endsWith("'ll");
        if (NEGATIONS.contains(word) || word.endsWith("n't")) {
            role = SlotGuard.NOT;
            slots.roles.computeIfAbsent(role, r -> new TreeSet<>());
            return;
        }
        if (WITH_ROLE.contains(word)) {
            role = word;
        } else if (POINTERS.contains(word) && !thingNamed) {
            slots.selfContained = false;
        } else if (word.equals("my") || word.equals("your")) {
            owner = word;
        }
        person(word);
        if (!lexicon.isLight(word)) {
            content(lexicon.meaning(word));
        }
    }

    /** Who does something to whom: "can you send me" is not "can i send you". */
    private void person(String word) {
        boolean caller = word.equals("i") || word.equals("we");
        if (subject.isEmpty() && (caller || word.equals("you"))) {
            subject = word;
        } else if (word.equals("me") || word.equals("us")) {
            slots.roles.computeIfAbsent(SlotGuard.OBJECT, r -> new TreeSet<>()).add("me");
        } else if (word.equals("you") && !subject.equals("you")) {
            slots.roles.computeIfAbsent(SlotGuard.OBJECT, r -> new TreeSet<>()).add("you");
        }
    }

    private void content(String meaning) {
        slots.content.add(meaning);
        thingNamed |= !meaning.startsWith("?");
        if (!role.isEmpty()) {
            slots.roles.computeIfAbsent(role, r -> new TreeSet<>()).add(meaning);
            role = "";
        }
        if (owner.equals("my")) {
            slots.mine.add(meaning);
        } else if (owner.equals("your")) {
            slots.yours.add(meaning);
        }
        owner = "";
    }
}
