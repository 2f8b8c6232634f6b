package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.time.VirtualTimeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One turn with barge-in, as PROTOCOLS 1.5 has it on the wire, in GA and beta names and in other orders, on the virtual timeline. */
class RealtimeConformanceTest {

    /** 480 samples of 24 kHz: 20 ms. */
    private static final String AUDIO_20_MS = Base64.getEncoder().encodeToString(new byte[960]);

    private static final List<String> TURN = List.of(
            "{'type':'input_audio_buffer.speech_started','audio_start_ms':120,'item_id':'item_U1'}",
            "{'type':'input_audio_buffer.speech_stopped','audio_end_ms':1720,'item_id':'item_U1'}",
            "{'type':'input_audio_buffer.committed','item_id':'item_U1','previous_item_id':null}",
            "{'type':'conversation.item.added','item':{'id':'item_U1','type':'message','role':'user','content':[{'type':'input_audio','transcript':null}]}}",
            "{'type':'conversation.item.input_audio_transcription.delta','item_id':'item_U1','delta':'where'}",
            "{'type':'conversation.item.input_audio_transcription.completed','item_id':'item_U1','content_index':0,'transcript':'where is my order'}",
            "{'type':'response.created','response':{'id':'resp_1','object':'realtime.response','status':'in_progress','output':[]}}",
            "{'type':'rate_limits.updated','rate_limits':[]}",
            "{'type':'response.output_item.added','response_id':'resp_1','output_index':0,'item':{'id':'item_A1','type':'message'}}",
            "{'type':'response.content_part.added','response_id':'resp_1','item_id':'item_A1','part':{'type':'audio','transcript':''}}",
            "{'type':'response.output_audio_transcript.delta','response_id':'resp_1','item_id':'item_A1','delta':'Your order'}",
            "{'type':'response.output_audio.delta','response_id':'resp_1','item_id':'item_A1','output_index':0,'content_index':0,'delta':'"
                    + AUDIO_20_MS + "'}",
            "{'type':'response.output_audio_transcript.delta','response_id':'resp_1','item_id':'item_A1','delta':' left'}",
            "{'type':'response.output_audio.delta','response_id':'resp_1','item_id':'item_A1','output_index':0,'content_index':0,'delta':'"
                    + AUDIO_20_MS + "'}",
            "{'type':'input_audio_buffer.speech_started','audio_start_ms':3000,'item_id':'item_U2'}");

    private static final List<String> CLOSING = List.of(
            "{'type':'response.output_audio.done','response_id':'resp_1','item_id':'item_A1'}",
            "{'type':'response.output_audio_transcript.done','response_id':'resp_1','item_id':'item_A1','transcript':'Your order left'}",
            "{'type':'response.content_part.done','response_id':'resp_1','item_id':'item_A1','part':{'type':'audio'}}",
            "{'type':'conversation.item.done','item':{'id':'item_A1','status':'incomplete'}}",
            "{'type':'response.output_item.done','response_id':'resp_1','item':{'id':'item_A1','type':'message'}}",
            "{'type':'response.done','response':{'id':'resp_1','status':'cancelled','status_details':{'type':'cancelled','reason':'turn_detected'}}}");

    private static final List<String> HEARD_OF_TURN = List.of(
            "agent.turn_end",
            "heard where is my order",
            "stt.final",
            "replying true",
            "llm.request",
            "llm.first_token",
            "audio resp_1",
            "audio resp_1",
            "flush");

    /** Stands in for the connection. */
    private static final class FakeHost extends FakeWire implements RealtimeEvents.Host {
        @Override
        public void sessionCreated(long at, JsonNode session) {
            asked.add("created");
        }

        @Override
        public void sessionUpdated(long at, JsonNode session) {
            asked.add("updated");
        }

        @Override
        public void sessionRefused(long at, String why) {
            asked.add("refused");
        }

        @Override
        public void audioArrives(long at) {
            asked.add("audio");
        }
    }

    private final RecordingListener listener = new RecordingListener();
    private final FakeHost host = new FakeHost();
    private final VirtualTimeline timeline = host.timeline;
    private final TurngapEvents own = new TurngapEvents(listener, host);
    private final RealtimeEvents events = new RealtimeEvents(listener, host, own, host);

    private void play(List<String> script, UnaryOperator<String> names) {
        for (String line : script) {
            timeline.runUntil(timeline.nowNanos() + 1_000_000);
            feed(names.apply(line));
        }
    }

    private void feed(String event) {
        byte[] bytes = event.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        events.event(timeline.nowNanos(), bytes, bytes.length);
    }

    private static List<String> with(List<String> lines, String... more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(List.of(more));
        return all;
    }

    private static String beta(String line) {
        return line.replace("response.output_audio_transcript.", "response.audio_transcript.")
                .replace("response.output_audio.", "response.audio.")
                .replace("conversation.item.added", "conversation.item.created");
    }

    @Test
    void turnWithBargeInInGaNames() {
        play(TURN, line -> line);
        play(CLOSING, line -> line);
        assertEquals(with(HEARD_OF_TURN, "said Your order left", "cut resp_1", "replying false"), listener.lines);
        assertTrue(host.unknown.isEmpty(), host.unknown.toString());
    }

    @Test
    void turnWithBargeInInBetaNames() {
        play(TURN, RealtimeConformanceTest::beta);
        play(CLOSING, RealtimeConformanceTest::beta);
        assertEquals(with(HEARD_OF_TURN, "said Your order left", "cut resp_1", "replying false"), listener.lines);
        assertTrue(host.unknown.isEmpty(), host.unknown.toString());
    }

    @Test
    void closingEventsInReverse() {
        play(TURN, line -> line);
        play(CLOSING.reversed(), line -> line);
        assertEquals(
                with(HEARD_OF_TURN, "said Your order left", "cut resp_1", "replying false"),
                listener.lines,
                "what was said is then known from the deltas");
    }

    @Test
    void closingEventsLeftOut() {
        play(TURN, line -> line);
        play(List.of(CLOSING.getLast()), line -> line);
        assertEquals(with(HEARD_OF_TURN, "said Your order left", "cut resp_1", "replying false"), listener.lines);
    }

    @Test
    void transcriptAfterTheReplyBeganIsNoMilestone() {
        List<String> late = new ArrayList<>(TURN.subList(0, 4));
        late.add(TURN.get(6));
        late.add(TURN.get(5));
        play(late, line -> line);
        assertEquals(
                List.of("agent.turn_end", "replying true", "llm.request", "heard where is my order"), listener.lines);
    }

    @Test
    void truncationNamesTheItemThatWasPlaying() {
        play(TURN, line -> line);
        feed(
                "{'type':'response.output_audio.delta','response_id':'resp_1','item_id':'item_A2','output_index':1,'content_index':2,'delta':'"
                        + AUDIO_20_MS + "'}");
        assertEquals(Optional.of(new Replies.Played("item_A1", 0, 25)), events.playedUpTo("resp_1", 25));
        assertEquals("item_A2", events.playedUpTo("resp_1", 45).orElseThrow().itemId());
        assertEquals(2, events.playedUpTo("resp_1", 45).orElseThrow().contentIndex());
        assertTrue(
                events.playedUpTo("resp_1", 10_000).orElseThrow().audioEndMs() <= 20,
                "never beyond the item's audio: the protocol answers that with an error");
        assertEquals(Optional.empty(), events.playedUpTo("resp_9", 25));
    }

    @Test
    void uninterruptibleSessionIsNotFlushed() {
        events.interruptible(false);
        play(TURN, line -> line);
        assertEquals(HEARD_OF_TURN.subList(0, HEARD_OF_TURN.size() - 1), listener.lines);
    }

    @Test
    void speechAfterTheReplyWasPlayedFlushesNothing() {
        play(TURN.subList(0, 14), line -> line);
        play(CLOSING, line -> line);
        timeline.runUntil(timeline.nowNanos() + 5_000_000_000L);
        feed(TURN.getLast());
        assertEquals("replying false", listener.lines.getLast());
    }

    @Test
    void replyStillPlayingAfterItsEndIsFlushed() {
        play(TURN.subList(0, 11), line -> line);
        String fiveSeconds = Base64.getEncoder().encodeToString(new byte[240_000]);
        feed(TURN.get(11).replace(AUDIO_20_MS, fiveSeconds));
        play(CLOSING, line -> line);
        timeline.runUntil(timeline.nowNanos() + 4_000_000_000L);
        feed(TURN.getLast());
        assertEquals("flush", listener.lines.getLast());
        assertEquals(80_000, listener.samples, "five seconds at 16 kHz, to the sample");
    }

    @Test
    void failedAndIncompleteRepliesAreTrouble() {
        feed("{'type':'response.created','response':{'id':'a'}}");
        feed(
                "{'type':'response.done','response':{'id':'a','status':'failed','status_details':{'error':{'code':'overloaded','message':'later'}}}}");
        feed(
                "{'type':'response.done','response':{'id':'b','status':'incomplete','status_details':{'reason':'content_filter'}}}");
        assertEquals(
                List.of(
                        "trouble the agent's reply failed: overloaded: later",
                        "trouble the agent's reply is incomplete: content_filter"),
                host.asked);
        assertEquals(List.of("replying true", "llm.request", "replying false"), listener.lines);
    }

    @Test
    void aFunctionIsToldOnceAndItsArgumentsAreTheModelsFirstToken() {
        feed("{'type':'response.created','response':{'id':'r'}}");
        feed(
                "{'type':'response.output_item.added','response_id':'r','item':{'type':'function_call','call_id':'c','name':'lookup'}}");
        feed("{'type':'response.function_call_arguments.delta','response_id':'r','call_id':'c','delta':'{}'}");
        feed(
                "{'type':'response.function_call_arguments.done','response_id':'r','call_id':'c','name':'lookup','arguments':'{}'}");
        String done =
                "{'type':'response.output_item.done','response_id':'r','item':{'type':'function_call','status':'completed','call_id':'c','name':'lookup','arguments':'{}'}}";
        feed(done);
        feed(done);
        assertEquals(List.of("replying true", "llm.request", "llm.first_token", "tool c lookup {}"), listener.lines);
        assertEquals(List.of(), host.asked);
        assertTrue(host.unknown.isEmpty(), host.unknown.toString());
    }

    private void call(String response, String id) {
        feed("{'type':'response.created','response':{'id':'" + response + "'}}");
        feed("{'type':'response.output_item.done','response_id':'" + response
                + "','item':{'type':'function_call','call_id':'" + id + "','name':'lookup','arguments':'{}'}}");
    }

    private void done(String response, String status) {
        feed("{'type':'response.done','response':{'id':'" + response + "','status':'" + status + "'}}");
    }

    private String answered(String id) {
        host.sent.clear();
        events.answerTool(new ToolAnswer(id, "lookup", "x", false));
        return sent();
    }

    /** The types of what was sent since the last answer. */
    private String sent() {
        return String.join(
                " ",
                host.sent.stream()
                        .map(message -> message.replaceFirst("\\{\"type\":\"([a-z._]*)\".*", "$1"))
                        .toList());
    }

    @Test
    void aReplyToWhatFunctionsSaidIsAskedForOnlyWhileNoneIsUnderWay() {
        call("r", "c");
        assertEquals("conversation.item.create", answered("c"), "the response that called is not done");
        done("r", "completed");
        assertEquals("conversation.item.create response.create", sent());
        call("s", "d");
        done("s", "completed");
        feed("{'type':'response.created','response':{'id':'t'}}");
        assertEquals("conversation.item.create", answered("d"), "the caller spoke, and the agent replies");
        done("t", "completed");
        assertEquals("conversation.item.create response.create", sent());
        call("u", "e");
        done("u", "cancelled");
        assertEquals("conversation.item.create", answered("e"), "whoever cancelled it speaks next");
        assertEquals("", answered("e"), "once");
        assertEquals("", answered("nobody's"));
    }

    @Test
    void agentThatTellsItsMilestonesIsTakenAtItsWord() {
        timeline.runUntil(1_000_000_000);
        own.start();
        long sent = timeline.nowNanos();
        timeline.runUntil(sent + 400_000);
        // 200 µs there, 100 µs handling, 100 µs back; the agent's clock is 7 s ahead.
        feed("{'type':'turngap.clock','echo_ns':" + sent + ",'received_ns':" + (sent + 7_000_200_000L) + ",'sent_ns':"
                + (sent + 7_000_300_000L) + "}");
        assertEquals(2, host.sent.size(), "the next ping follows at once");
        feed(
                "{'type':'turngap.about','stages':{'stt':{'engine':'sphinx4 trigram','modelled':false},'llm':{'engine':'templates','modelled':true}}}");
        feed("{'type':'turngap.milestone','name':'agent.turn_end','at_ns':" + (sent + 7_000_250_000L) + "}");
        assertEquals(150_000, listener.uncertaintyNanos, "half of the 300 µs that the ping was under way");
        assertEquals(sent + 200_000, listener.milestoneAtNanos, "the true instant is 250 µs: 50 µs off, within 150");
        feed("{'type':'turngap.answer','response_id':'r'}");
        feed("{'type':'turngap.claim','name':'endpointing','ms':612.5}");
        play(TURN, line -> line);
        assertEquals(
                List.of(
                        "about stt sphinx4 trigram false",
                        "about llm templates true",
                        "agent.turn_end",
                        "answer follows",
                        "claim endpointing 612.5",
                        "heard where is my order",
                        "replying true",
                        "audio resp_1",
                        "audio resp_1",
                        "flush"),
                listener.lines);
    }

    @Test
    void whatOnlyTheCallerKnowsIsNotTakenFromTheAgent() {
        feed("{'type':'turngap.milestone','name':'first_audible','at_ns':1}");
        feed("{'type':'turngap.milestone','name':'stt.final','at_ns':1}");
        feed("{'type':'turngap.milestone','name':'stt.final'}");
        feed("{'type':'turngap.claim','name':'ttfa','ms':'fast'}");
        feed("{'type':'turngap.about','stages':[]}");
        assertEquals(List.of(), listener.lines);
        assertEquals(5, host.asked.size(), host.asked.toString());
    }

    @Test
    void pingsAreEightAndThenOneInFiveSeconds() {
        own.start();
        for (int i = 0; i < 8; i++) {
            long sent = timeline.nowNanos();
            timeline.runUntil(sent + 1_000_000);
            feed("{'type':'turngap.clock','echo_ns':" + sent + ",'received_ns':" + sent + ",'sent_ns':" + sent + "}");
        }
        assertEquals(8, host.sent.size());
        timeline.runUntil(timeline.nowNanos() + 5_100_000_000L);
        assertEquals(9, host.sent.size());
    }

    @Test
    void agentThatDoesNotAnswerPingsIsLeftInPeace() {
        own.start();
        timeline.runUntil(3_600_000_000_000L);
        assertEquals(3, host.sent.size());
    }

    @Test
    void agentThatRefusesPingsIsLeftInPeaceAtOnce() {
        own.start();
        feed(
                "{'type':'error','error':{'type':'invalid_request_error','event_id':'turngap-clock','message':'unknown type'}}");
        timeline.runUntil(3_600_000_000_000L);
        assertEquals(1, host.sent.size());
        assertEquals(List.of(), host.asked, "and it is no trouble");
    }

    @Test
    void errorAboutOurSettingsOpensTheSessionAllTheSame() {
        feed(
                "{'type':'error','error':{'type':'invalid_request_error','code':'bad','event_id':'turngap-session','message':'beta only'}}");
        assertEquals(List.of("trouble the agent reports an error: bad: beta only", "refused"), host.asked);
    }
}
