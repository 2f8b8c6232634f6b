package io.turngap.agent;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Acting on partial transcripts (L2): while the caller still speaks, a partial that the recogniser is confident of starts what the answer
 * will need, so that it is there, or nearly, when the words are final: the lookup among cached answers, the caller's record, and the tool
 * that these words will want called, where that tool changes nothing.
 *
 * <p>A guess is right when the final words are the partial's, or want the same tool with the same argument. Its results are then used as if
 * they had been asked for just now. A wrong guess is thrown away and nothing of it is ever spoken. The cost is work in vain: at most
 * {@value #MOST_GUESSES} guesses a turn, each perhaps a lookup and a tool call.
 *
 * <p>Lever {@code partial}: {@code used} or {@code wrong}; not told when no partial was acted upon.
 */
final class PartialGuess {

    static final int MOST_GUESSES = 12;

    private final CallScope scope;

    private String words = "";
    private int guesses;
    private boolean acted;
    private @Nullable Later<Optional<AnswerCache.Answer>> lookup;
    private Optional<EarlyTool> tool = Optional.empty();

    PartialGuess(CallScope scope) {
        this.scope = scope;
    }

    /**
     * What is ready, or on its way, when the words are final.
     *
     * @param lookup what the cache found for these very words
     * @param tool the tool that these words want called
     */
    record Ready(Optional<Later<Optional<AnswerCache.Answer>>> lookup, Optional<EarlyTool> tool) {
        static final Ready NOTHING = new Ready(Optional.empty(), Optional.empty());
    }

    /**
     * A tool that was called on a guess.
     *
     * @param result what it answers
     * @param giveUp ends the call; harmless once it has answered
     */
    record EarlyTool(Llm.Intent intent, Later<Tool.Result> result, Runnable giveUp) {
        boolean fits(String name, String argument) {
            return intent.tool().equals(name) && intent.argument().equals(argument);
        }
    }

    /** What is recognised so far of the turn at hand. */
    void heard(int turn, Recogniser.Transcript partial) {
        AgentConfig.Partials act = scope.config().stt().partials();
        String text = partial.text();
        if (!act.act() || partial.confidence() < act.confidence() || text.isEmpty() || text.equals(words)) {
            return;
        }
        if (guesses == MOST_GUESSES) {
            return;
        }
        guesses++;
        words = text;
        scope.callerRecord().soon();
        lookUp(text);
        callTool(turn, scope.llm().intent(text).orElse(Llm.Intent.PLAIN));
    }

    private void lookUp(String text) {
        lookup = null;
        if (scope.config().cache().enabled() && scope.reuse().stands(text)) {
            acted = true;
            Later<Optional<AnswerCache.Answer>> found = new Later<>();
            lookup = found;
            scope.kit().answers().find(scope.timeline(), new AnswerCache.Question(scope.call(), text), found::settle);
        }
    }

    private void callTool(int turn, Llm.Intent intent) {
        if (tool.isPresent() && tool.get().intent().equals(intent)) {
            return;
        }
        tool.ifPresent(wrong -> wrong.giveUp().run());
        tool = Optional.empty();
        if (!intent.tool().isEmpty() && scope.kit().tool().readOnly(intent.tool())) {
            acted = true;
            Later<Tool.Result> result = new Later<>();
            Runnable giveUp = scope.kit()
                    .tool()
                    .call(
                            scope.timeline(),
                            new Tool.Call(scope.call(), turn, intent.tool(), intent.argument()),
                            result::settle);
            tool = Optional.of(new EarlyTool(intent, result, giveUp));
        }
    }

    /** The words are final: gives what fits them, throws the rest away, and is ready for the next turn. */
    Ready settle(String heard, AgentEvents events) {
        if (!acted) {
            reset();
            return Ready.NOTHING;
        }
        Later<Optional<AnswerCache.Answer>> found = heard.equals(words) ? lookup : null;
        Optional<EarlyTool> wanted = tool.filter(early ->
                scope.llm().intent(heard).filter(early.intent()::equals).isPresent());
        events.lever("partial", found != null || wanted.isPresent() ? "used" : "wrong");
        if (wanted.isPresent()) {
            tool = Optional.empty();
        }
        reset();
        return new Ready(Optional.ofNullable(found), wanted);
    }

    /** The turn at hand was none, or the call is over: throws everything away. */
    void drop() {
        reset();
    }

    private void reset() {
        tool.ifPresent(early -> early.giveUp().run());
        tool = Optional.empty();
        lookup = null;
        words = "";
        guesses = 0;
        acted = false;
    }
}
