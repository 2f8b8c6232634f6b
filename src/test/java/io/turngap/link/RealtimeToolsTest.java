package io.turngap.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Functions on the caller's side, over real sockets: what the agent is told of them, what it asks, and what it gets back when. */
class RealtimeToolsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LinkOptions OPTIONS = LinkOptions.DEFAULTS.withTools(List.of(
            new ToolDeclaration(
                    "lookup_order",
                    "Looks up an order.",
                    JsonNodeFactory.instance.objectNode().put("type", "object")),
            new ToolDeclaration(
                    "cancel_order", "", JsonNodeFactory.instance.objectNode().put("type", "object"))));

    private final RecordingListener listener = new RecordingListener();

    private static String item(String response, String call, String name) {
        return "{\"type\":\"response.output_item.done\",\"response_id\":\"" + response + "\",\"item\":"
                + call(call, name) + "}";
    }

    private static String call(String id, String name) {
        return "{\"type\":\"function_call\",\"call_id\":\"" + id + "\",\"name\":\"" + name
                + "\",\"arguments\":\"{\\\"order\\\":4271}\"}";
    }

    private static String created(String response) {
        return "{\"type\":\"response.created\",\"response\":{\"id\":\"" + response + "\"}}";
    }

    private static String done(String response, String status, String... output) {
        return "{\"type\":\"response.done\",\"response\":{\"id\":\"" + response + "\",\"status\":\"" + status
                + "\",\"output\":[" + String.join(",", output) + "]}}";
    }

    /** A conversation of which the agent's side is a script and the caller's a list of answers, each once that many calls were told. */
    private final class Conversation implements AutoCloseable {
        final CompletableFuture<String> result = new CompletableFuture<>();
        final ScriptedAgent agent;
        final Link link;
        final Timeline timeline;
        final Link.Connection connection;

        Conversation(Play play) throws Exception {
            agent = new ScriptedAgent(peer -> {
                try {
                    peer.openSession();
                    result.complete(play.play(peer));
                    peer.drain();
                } catch (Exception e) {
                    result.completeExceptionally(e);
                    throw e;
                }
            });
            link = Links.open(agent.address(), OPTIONS);
            timeline = link.nextTimeline();
            connection = link.connect(timeline, RecordingListener.CALL, listener);
        }

        Conversation answer(String id, String output) throws InterruptedException {
            listener.await("tool " + id);
            timeline.after(0, () -> connection.answerTool(new ToolAnswer(id, "lookup_order", output, false)));
            return this;
        }

        String result() throws Exception {
            return result.get(RecordingListener.WAIT_MS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() throws Exception {
            link.close();
            agent.close();
        }
    }

    private interface Play {
        String play(ScriptedAgent.Peer peer) throws Exception;
    }

    /** The next message that is neither audio nor a clock ping. */
    private static String next(ScriptedAgent.Peer peer) throws Exception {
        while (true) {
            String text = peer.read().orElse("closed");
            if (!text.contains("input_audio_buffer.append") && !text.contains("turngap.clock")) {
                return text;
            }
        }
    }

    @Test
    void theAgentIsToldOfTheFunctions() throws Exception {
        CompletableFuture<String> update = new CompletableFuture<>();
        try (ScriptedAgent agent = new ScriptedAgent(peer -> {
                    peer.upgrade();
                    peer.text("{\"type\":\"session.created\",\"session\":{}}");
                    update.complete(peer.awaitText("session.update"));
                    peer.drain();
                });
                Link link = Links.open(agent.address(), OPTIONS)) {
            link.connect(link.nextTimeline(), RecordingListener.CALL, listener);
            JsonNode session = JSON.readTree(update.get(RecordingListener.WAIT_MS, TimeUnit.MILLISECONDS))
                    .path("session");
            assertEquals("auto", session.path("tool_choice").asText());
            assertEquals(
                    "[{\"type\":\"function\",\"name\":\"lookup_order\",\"description\":\"Looks up an order.\",\"parameters\":{\"type\":\"object\"}},"
                            + "{\"type\":\"function\",\"name\":\"cancel_order\",\"parameters\":{\"type\":\"object\"}}]",
                    session.path("tools").toString());
        }
        assertFalse(RealtimeMessages.sessionUpdate(LinkOptions.DEFAULTS, RealtimeDialect.GA)
                .toString()
                .contains("tool"));
    }

    @Test
    void theReplyIsAskedForOnceAllCallsOfTheResponseAreAnswered() throws Exception {
        try (Conversation conversation = new Conversation(peer -> {
            peer.text(created("r"));
            peer.text(item("r", "c1", "lookup_order"));
            peer.text(item("r", "c2", "cancel_order"));
            peer.text(done("r", "completed", call("c1", "lookup_order"), call("c2", "cancel_order")));
            return next(peer) + next(peer) + next(peer);
        })) {
            conversation.answer("c1", "{\"day\":1}").answer("c2", "done").answer("c2", "twice");
            assertEquals(
                    "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"{\\\"day\\\":1}\"}}"
                            + "{\"type\":\"conversation.item.create\",\"item\":{\"type\":\"function_call_output\",\"call_id\":\"c2\",\"output\":\"done\"}}"
                            + "{\"type\":\"response.create\"}",
                    conversation.result());
            assertEquals(
                    2,
                    listener.lines.stream()
                            .filter(line -> line.startsWith("tool "))
                            .count(),
                    "each is told once");
        }
    }

    @Test
    void aCallThatOnlyTheEndOfTheResponseShowsIsAnsweredToo() throws Exception {
        try (Conversation conversation = new Conversation(peer -> {
            peer.text(created("r"));
            peer.text(done("r", "completed", call("c1", "lookup_order")));
            return next(peer) + next(peer);
        })) {
            conversation.answer("c1", "x");
            assertTrue(conversation.result().endsWith("{\"type\":\"response.create\"}"), conversation.result());
        }
        assertTrue(listener.lines.contains("tool c1 lookup_order {\"order\":4271}"), listener.lines.toString());
    }

    @Test
    void aRefusalBecauseAnotherReplyIsUnderWayIsMadeUpFor() throws Exception {
        try (Conversation conversation = new Conversation(peer -> {
            peer.text(created("r"));
            peer.text(item("r", "c1", "lookup_order"));
            peer.text(done("r", "completed"));
            peer.awaitText("response.create");
            peer.text(
                    "{\"type\":\"error\",\"error\":{\"code\":\"conversation_already_has_active_response\",\"message\":\"wait\"}}");
            peer.text(created("r2"));
            peer.text(done("r2", "completed"));
            return next(peer);
        })) {
            conversation.answer("c1", "x");
            assertEquals("{\"type\":\"response.create\"}", conversation.result());
        }
        assertTrue(listener.lines.stream().noneMatch(line -> line.startsWith("trouble")), listener.lines.toString());
    }

    @Test
    void callsThatNobodyCanAnswerAreTrouble() throws Exception {
        try (Conversation conversation = new Conversation(peer -> {
            peer.text(
                    "{\"type\":\"response.output_item.done\",\"response_id\":\"r\",\"item\":{\"type\":\"function_call\",\"name\":\"x\"}}");
            peer.text(
                    "{\"type\":\"response.output_item.done\",\"response_id\":\"r\",\"item\":{\"type\":\"function_call\",\"call_id\":\"c\"}}");
            return "";
        })) {
            listener.await("trouble a function call without a call_id");
            listener.await("trouble a function call without a name");
            assertEquals("", conversation.result());
        }
    }
}
