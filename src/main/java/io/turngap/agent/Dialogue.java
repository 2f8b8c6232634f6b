package io.turngap.agent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The templated conversation: what a language model would say to callers of the three use cases, kept short. Knows, within one call, the
 * order number that it heard and what a tool said of it. Deterministic.
 */
final class Dialogue {

    /** What the agent does next. */
    sealed interface Move {
        /** Says something. */
        record Say(String text) implements Move {}

        /** Looks an order up and then says something. */
        record Lookup(String number) implements Move {}
    }

    /** {@code fixed} where the reply is the same for everybody. */
    private record Rule(
            Predicate<Understanding> fits, Optional<String> fixed, BiFunction<Dialogue, Understanding, String> reply) {}

    /** A caller's words and the first rule that fits them. */
    private record Read(Understanding words, Rule rule) {}

    private static final String NOT_UNDERSTOOD = "Sorry, I did not catch that.";
    private static final String NOT_FOUND = "Sorry, I cannot find that order.";
    private static final String TOO_SLOW = "Sorry, our system is slow. Please try again later.";
    private static final String WHICH_ORDER = "Sure. What is your order number?";

    /** Phrases for while the caller would wait; see {@link ThinkingPhrase}. */
    static final List<String> FILLERS =
            List.of("One moment, please.", "Let me check that.", "Just a second.", "Let me look that up.");

    private static final List<Rule> RULES = List.of(
            rule(u -> u.says("chest", "breathing", "emergency"), "Please call an ambulance now. Stay on the line."),
            rule(
                    u -> u.says("refill", "medication", "dosage", "dose", "prescription", "pills"),
                    "I noted your prescription. A pharmacist will confirm it."),
            rule(
                    u -> u.says("transfer", "send") && u.says("money", "dollars", "account", "pounds"),
                    "Please confirm the transfer. Shall I go ahead?"),
            rule(
                    u -> u.says("dispute", "charge", "fraud", "stolen", "card"),
                    "I blocked that charge. You will get a letter."),
            rule(u -> u.says("stop", "wait"), "Sure, I stopped. What do you need?"),
            rule(u -> u.says("hang", "moment", "second", "sec"), "Sure, take your time."),
            rule(u -> u.says("cancel"), "Alright. Shall I cancel the order?"),
            rule(u -> u.says("address"), "Sure. I sent you a link for the new address."),
            rule(
                    u -> u.says("table", "book", "reservation"),
                    (call, u) -> "Your table is booked"
                            + u.day().map(d -> " for " + d).orElse("") + "."),
            rule(u -> u.says("open", "opening", "hours", "close"), "We are open from nine to six."),
            rule(
                    u -> u.says("dinner", "restaurant", "recommend", "eat", "food"),
                    "Try the noodle bar. It is very good."),
            rule(u -> u.says("weather", "rain", "sunny"), "It will be sunny all day."),
            rule(u -> u.says("person", "human", "representative"), "I will connect you with a colleague."),
            rule(u -> u.says("number"), "Sorry, I missed the number. Please say it again."),
            rule(
                    u -> u.says("order", "package", "parcel", "delivery", "arrive", "when"),
                    (call, u) -> call.orderReply()),
            rule(
                    u -> u.says("goodbye", "bye") || u.says("all") && u.says("that's", "that", "thats"),
                    "You are welcome. Goodbye."),
            rule(u -> u.says("no", "nope"), "Okay. Anything else?"),
            rule(u -> u.says("yes", "yeah", "sure", "okay", "please"), "Great. That is done."),
            rule(u -> u.says("thanks", "thank"), "You are welcome."),
            rule(u -> u.says("hello", "hi", "hey"), "Hello. What can I do for you?"),
            rule(
                    u -> u.name().isPresent(),
                    (call, u) -> "Nice to meet you, " + u.name().orElse("") + "."),
            rule(u -> true, "I see. Tell me a little more."));

    /** Callers of a scenario say the same again and again; what was read once is kept, within bounds. */
    private static final ConcurrentHashMap<String, Read> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 2_048;
    private static final int LONGEST_KNOWN = 200;

    private String number = "";
    private String arrival = "";
    private String told = "";

    /** What to do about the caller's words. */
    Move heard(String text) {
        Read read = read(text);
        Understanding heard = read.words();
        if (heard.words().isEmpty()) {
            return new Move.Say(NOT_UNDERSTOOD);
        }
        if (!heard.digits().isEmpty()) {
            number = heard.digits();
            arrival = "";
            told = "";
            return new Move.Lookup(number);
        }
        return new Move.Say(read.rule().reply().apply(this, heard));
    }

    private static Read read(String text) {
        Read known = KNOWN.get(text);
        if (known == null) {
            Understanding words = Understanding.of(text);
            known = new Read(
                    words,
                    RULES.stream()
                            .filter(rule -> rule.fits().test(words))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException(
                                    "no rule for \"" + text + "\"; the last rule takes everything")));
            if (KNOWN.size() < MOST_KNOWN && text.length() <= LONGEST_KNOWN) {
                KNOWN.put(text, known);
            }
        }
        return known;
    }

    /** The number that {@link #heard} would look up; empty when it would say something at once. Remembers nothing. */
    static String lookedUp(String text) {
        return Understanding.of(text).digits();
    }

    /** What to do about what a tool answered. */
    Move told(Tool.Result result) {
        return new Move.Say(
                switch (result) {
                    case Tool.Result.Found found -> {
                        arrival = found.text();
                        yield "Order " + Understanding.spoken(number) + " arrives on " + arrival + ".";
                    }
                    case Tool.Result.Told sentence -> {
                        told = sentence.sentence();
                        yield "Order " + Understanding.spoken(number) + ". " + told;
                    }
                    case Tool.Result.Failed failed -> NOT_FOUND;
                    case Tool.Result.TimedOut timedOut -> TOO_SLOW;
                });
    }

    /** The replies that depend on nothing. */
    static List<String> fixedReplies() {
        Stream<String> ruled = RULES.stream().map(Rule::fixed).flatMap(Optional::stream);
        return Stream.concat(Stream.of(NOT_UNDERSTOOD, NOT_FOUND, TOO_SLOW, WHICH_ORDER), ruled)
                .toList();
    }

    private String orderReply() {
        if (!told.isEmpty()) {
            return told;
        }
        return arrival.isEmpty() ? WHICH_ORDER : "It should arrive on " + arrival + ".";
    }

    private static Rule rule(Predicate<Understanding> fits, String reply) {
        return new Rule(fits, Optional.of(reply), (call, u) -> reply);
    }

    private static Rule rule(Predicate<Understanding> fits, BiFunction<Dialogue, Understanding, String> reply) {
        return new Rule(fits, Optional.empty(), reply);
    }
}
