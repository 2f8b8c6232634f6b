package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelledLlmTest {

    private static final String FLAT = "{'distribution': 'constant', 'median_ms': 200, 'per_token_ms': 10}";

    @Test
    void aTierTakesWhatItsFiguresSay() {
        assertEquals(283, Asked.medianMs("{'tier': 'fast'}"), 12);
        assertEquals(490, Asked.medianMs("{'tier': 'balanced'}"), 15);
        assertEquals(1131, Asked.medianMs("{'tier': 'premium'}"), 50);
    }

    @Test
    void aStatedLatencyIsTakenAsItIs() {
        String stated = "{'tier': 'premium', 'latency': " + FLAT + ", 'prompt': {'system_tokens': 50000}}";
        assertEquals(200, Asked.medianMs(stated), 1e-6);
    }

    @Test
    void theSameSeedCallAndTurnTakeTheSameTime() {
        double[] once = Asked.firstTokensMs("{'seed': 7, 'provider_jitter': true}", 50);
        assertTrue(Arrays.equals(once, Asked.firstTokensMs("{'seed': 7, 'provider_jitter': true}", 50)));
        assertFalse(Arrays.equals(once, Asked.firstTokensMs("{'seed': 8, 'provider_jitter': true}", 50)));
    }

    @Test
    void aLongPromptIsReadLongerAndACachedOneIsNot() {
        double plain = Asked.medianMs("{'tier': 'balanced'}");
        double longer = Asked.medianMs("{'tier': 'balanced', 'prompt': {'system_tokens': 4000}}");
        double cached = Asked.medianMs("{'tier': 'balanced', 'prompt': {'system_tokens': 4000}, 'prompt_cache': true}");
        assertEquals(3500 * 0.098, longer - plain, 15, "0.098 ms for each of 3,500 tokens more");
        assertEquals(plain - 500 * 0.098, cached, 15, "nothing but the caller's words is read");
    }

    @Test
    void thePromptCacheForgetsAndLeavesShortPromptsOut() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine =
                ModelledLlm.engine(Asked.config("{'prompt_cache': true, 'prompt': {'system_tokens': 2000}}"));
        Llm first = engine.open(1, timeline);
        Asked together = Asked.begin(timeline, engine.open(2, timeline), 1, "hello", Optional.empty());
        assertEquals(List.of("prompt_cache miss"), together.levers);
        assertEquals(
                List.of("prompt_cache miss"),
                Asked.whole(timeline, first, 1, "hello").levers,
                "the other call has not read it yet");
        assertEquals(List.of("prompt_cache hit"), Asked.whole(timeline, first, 2, "hello").levers);
        timeline.runUntil(timeline.nowNanos() + 301_000_000_000L);
        assertEquals(List.of("prompt_cache miss"), Asked.whole(timeline, first, 3, "hello").levers, "gone after 300 s");

        Llm small = ModelledLlm.engine(Asked.config("{'prompt_cache': true}")).open(1);
        assertEquals(List.of("prompt_cache too short"), Asked.whole(timeline, small, 1, "hello").levers);
    }

    @Test
    void statesOfEarlierTurnsAreNotReadAgain() {
        String config = "{'prompt': {'system_tokens': 3000}, 'kv_reuse': %s}";
        double again = turnTwo(config.formatted("false"));
        double reused = turnTwo(config.formatted("true"));
        assertEquals(3000 * 0.0566, again - reused, 12, "0.0566 ms a token of the fast tier");
    }

    private static double turnTwo(String config) {
        Llm.Engine engine = ModelledLlm.engine(Asked.config(config));
        VirtualTimeline timeline = new VirtualTimeline();
        double[] all = new double[401];
        for (int i = 0; i < all.length; i++) {
            Llm call = engine.open(i, timeline);
            Asked.whole(timeline, call, 1, "hello");
            all[i] = Asked.whole(timeline, call, 2, "what time do you open").firstMs;
        }
        Arrays.sort(all);
        return all[200];
    }

    @Test
    void aMovingWindowSparesTheInstructionsAlone() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = ModelledLlm.engine(
                        Asked.config("{'kv_reuse': true, 'prompt': {'system_tokens': 1000, 'window_turns': 1}}"))
                .open(1);
        Asked.whole(timeline, call, 1, "hello");
        assertEquals(List.of("kv_reuse 1012 of 1015 tokens"), Asked.whole(timeline, call, 2, "good day").levers);
        assertEquals(List.of("kv_reuse 1000 of 1016 tokens"), Asked.whole(timeline, call, 3, "good day").levers);
    }

    private static final String LOOKUP = "my order number is four two seven one";

    /** The first pass is not read again in the second; what the tool answered is. */
    @Test
    void whatAToolAnsweredIsRead() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = keeping("{}");
        Asked.whole(timeline, call, 1, LOOKUP);
        Asked told = Asked.begin(timeline, call, 1, LOOKUP, Optional.of(new Tool.Result.Found("friday")));
        assertEquals(List.of("kv_reuse 1011 of 1041 tokens"), told.levers);
    }

    /** Nothing was answered, so its words are in no later prompt; and words that were never read are not spared. */
    @Test
    void ofATurnThatWasGivenUpOnlyTheInstructionsAreSpared() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = keeping("{}");
        Asked.whole(timeline, call, 1, LOOKUP);
        assertEquals(List.of("kv_reuse 1000 of 1002 tokens"), Asked.whole(timeline, call, 2, "hello").levers);
    }

    @Test
    void aMachineThatWasColdInBetweenHoldsNothing() {
        String one = "{'replicas': 1, 'most_replicas': 1, 'slots': 1, 'warm': false, 'idle_s': %d}";
        assertTrue(secondTurn(one.formatted(60)).contains("kv_reuse 0 of 1014 tokens"));
        assertTrue(secondTurn(one.formatted(600)).contains("kv_reuse 1012 of 1014 tokens"));
    }

    private static List<String> secondTurn(String fleet) {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = keeping(fleet);
        Asked.whole(timeline, call, 1, "hello");
        return Asked.whole(timeline, call, 2, "hello").levers;
    }

    /** What was answered without the model stands in its prompt all the same, and has to be read. */
    @Test
    void anAnswerOfTheCacheMakesThePromptLonger() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = keeping("{}");
        call.exchanged(1, "hello", "Hello. What can I do for you?");
        assertEquals(List.of("kv_reuse 0 of 1014 tokens"), Asked.whole(timeline, call, 2, "hello").levers);
    }

    private static Llm keeping(String fleet) {
        return ModelledLlm.engine(
                        Asked.config("{'kv_reuse': true, 'prompt': {'system_tokens': 1000}, 'fleet': " + fleet + "}"))
                .open(1);
    }

    /** A caller who gave up while a machine loaded: the journal says so, wherever the model stands. */
    @ParameterizedTest
    @ValueSource(strings = {"", "us-west"})
    void whatWasWaitedForInVainIsTold(String region) {
        String cold =
                "{'llm': {'timeout_ms': 2000, 'fleet': {'replicas': 1, 'most_replicas': 1, 'slots': 1, 'warm': false}}"
                        + (region.isEmpty() ? "" : ", 'network': {'agent': 'us-east', 'llm': '" + region + "'}")
                        + "}";
        Stage stage = new Stage(cold, "where is my order").speech(400).silence(6_000);
        assertEquals(1, stage.count("lever fallback llm timed out"));
        assertEquals(1, stage.count("lever llm_gave_up_waiting_ms " + (region.isEmpty() ? "2000" : "19")));
    }

    @Test
    void aWindowForgetsAndASummaryDoesNot() {
        assertEquals("Sure. What is your order number?", afterManyTurns("{'prompt': {'window_turns': 2}}"));
        assertTrue(afterManyTurns("{'prompt': {'window_turns': 2, 'distil': true}}")
                .startsWith("It should arrive on"));
        assertTrue(afterManyTurns("{}").startsWith("It should arrive on"));
    }

    private static String afterManyTurns(String config) {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = ModelledLlm.engine(Asked.config(config)).open(1);
        assertEquals("4271", Asked.whole(timeline, call, 1, "my order number is four two seven one").tool);
        Asked.begin(
                timeline,
                call,
                1,
                "my order number is four two seven one",
                Optional.of(new Tool.Result.Found("friday")));
        timeline.runUntil(timeline.nowNanos() + 10_000_000_000L);
        List<String> levers = new ArrayList<>();
        for (int turn = 2; turn < 5; turn++) {
            levers.addAll(Asked.whole(timeline, call, turn, "hello").levers);
        }
        Asked late = Asked.whole(timeline, call, 5, "when will it arrive");
        assertEquals(late.text.toString().startsWith("Sure"), levers.contains("forgot what was looked up"));
        return late.text.toString();
    }

    @Test
    void aSummaryIsShorterThanTheHistory() {
        PromptBudget all = new PromptBudget(new AgentConfig.Prompt(500, 0, false), ModelFigures.get());
        PromptBudget distilled = new PromptBudget(new AgentConfig.Prompt(500, 2, true), ModelFigures.get());
        for (int turn = 1; turn <= 40; turn++) {
            all.add(
                    turn,
                    "ten words that a caller may well say to us",
                    "and ten that the agent says to the caller then",
                    false);
            distilled.add(
                    turn,
                    "ten words that a caller may well say to us",
                    "and ten that the agent says to the caller then",
                    false);
        }
        assertEquals(500 + 40 * 26 + 2, all.of("hello", false).tokens());
        assertEquals(500 + 150 + 2 * 26 + 2, distilled.of("hello", false).tokens());
    }

    @Test
    void aSecondModelLooksOverTheWholeAnswer() {
        VirtualTimeline timeline = new VirtualTimeline();
        String flat = "{'latency': " + FLAT + ", 'verify': %s}";
        Asked plain = Asked.whole(
                timeline,
                ModelledLlm.engine(Asked.config(flat.formatted("false"))).open(1),
                1,
                "hello");
        Asked verified = Asked.whole(
                timeline,
                ModelledLlm.engine(Asked.config(flat.formatted("true"))).open(1),
                1,
                "hello");
        assertEquals(200, plain.firstMs, 1e-6);
        assertTrue(verified.firstMs > plain.doneMs + 100, "whole answer and one more latency: " + verified.firstMs);
        assertEquals(verified.firstMs, verified.doneMs, 1e-6, "then nothing is left to wait for");
        assertEquals(plain.text.toString(), verified.text.toString());
        assertEquals(List.of("verify modelled, passed"), verified.levers);
    }

    @Test
    void theFirstCallerMeetsAColdMachineAndNobodyElse() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine = ModelledLlm.engine(Asked.config("{'fleet': {'warm': false, 'idle_s': 600}}"));
        Asked cold = Asked.whole(timeline, engine.open(1, timeline), 1, "hello");
        assertTrue(cold.firstMs > 8_000 && cold.firstMs < 45_000, "10 to 30 s: " + cold.firstMs);
        assertTrue(cold.levers.get(0).startsWith("cold_start "), cold.levers.toString());
        Asked next = Asked.whole(timeline, engine.open(2, timeline), 1, "hello");
        assertTrue(next.firstMs < 1_500, "warm: " + next.firstMs);
        timeline.runUntil(timeline.nowNanos() + 700_000_000_000L);
        assertTrue(Asked.whole(timeline, engine.open(3, timeline), 1, "hello").firstMs > 8_000, "idle for too long");
    }

    @Test
    void aPingWhileItRingsHidesTheColdStart() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine = ModelledLlm.engine(Asked.config("{'fleet': {'warm': false, 'warm_up': true}}"));
        Llm call = engine.open(1, timeline);
        timeline.runUntil(60_000_000_000L);
        Asked asked = Asked.whole(timeline, call, 1, "hello");
        assertTrue(asked.firstMs < 800, "warm: " + asked.firstMs);
        assertEquals(List.of(), asked.levers);
        Llm hasty = ModelledLlm.engine(Asked.config("{'fleet': {'warm': false, 'warm_up': true}}"))
                .open(1, timeline);
        assertTrue(Asked.whole(timeline, hasty, 1, "hello").firstMs > 8_000, "a caller who does not wait waits");
    }

    @Test
    void providerJitterIsATailAndNoShift() {
        double[] calm = Asked.firstTokensMs("{'seed': 3}", 2_000);
        double[] spiky = Asked.firstTokensMs("{'seed': 3, 'provider_jitter': true}", 2_000);
        assertEquals(calm[1_000], spiky[1_000], 6, "median");
        assertTrue(spiky[1_990] > 4 * calm[1_000], "P99.5 " + spiky[1_990]);
        assertTrue(calm[1_990] < 2.5 * calm[1_000], "P99.5 " + calm[1_990]);
    }

    @Test
    void aRequestThatIsGivenUpFreesItsSlot() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine =
                ModelledLlm.engine(Asked.config("{'latency': " + FLAT + ", 'fleet': {'replicas': 1, 'slots': 1}}"));
        Asked first = Asked.begin(timeline, engine.open(1), 1, "hello", Optional.empty());
        Asked second = Asked.begin(timeline, engine.open(2), 1, "hello", Optional.empty());
        Asked third = Asked.begin(timeline, engine.open(3), 1, "hello", Optional.empty());
        timeline.runUntil(70_000_000);
        second.cancel.run();
        assertEquals(List.of("llm_gave_up_waiting_ms 70"), second.levers);
        timeline.runUntil(100_000_000);
        first.cancel.run();
        timeline.runUntil(10_000_000_000L);
        assertEquals("", first.text.toString());
        assertEquals("", second.text.toString());
        assertEquals(300, third.firstMs, 1e-6, "100 ms in the queue");
        assertEquals(List.of("llm_queue_ms 100"), third.levers);
    }

    @Test
    void defaultsTellNoLever() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine = ModelledLlm.engine(Asked.config("{}"));
        assertEquals(List.of(), Asked.whole(timeline, engine.open(1, timeline), 1, "hello").levers);
        assertTrue(engine.modelled());
        assertNotEquals("", engine.name());
    }
}
