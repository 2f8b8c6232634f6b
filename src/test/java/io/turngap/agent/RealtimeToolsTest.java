package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Function calls that reach the client, over a socket. */
class RealtimeToolsTest {

    private static final String QUICK =
            "'llm': {'latency': {'distribution': 'constant', 'median_ms': 5, 'per_token_ms': 0}}, 'endpointing': {'silence_ms': 200}";
    private static final String FUNCTION =
            "{'type':'function','name':'%s','description':'%s','parameters':{'type':'object','properties':{'order_number':{'type':'%s'}}}}";
    private static final String TYPED =
            "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'%s'}]}}";
    private static final String CREATE = "{'type':'response.create'}";

    private final List<AgentServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(AgentServer::close);
    }

    private TestClient open(String config, String tools, String... words) throws Exception {
        AgentConfig parsed = Stage.config("{" + QUICK + config + "}");
        AgentServer server = AgentServer.start(
                parsed,
                Doubles.kit(parsed, new Doubles.Words(words)),
                new ServerOptions("127.0.0.1", 0, 10, 1, Optional.empty()));
        servers.add(server);
        TestClient client = new TestClient(server, "X-Turngap-Milestones", "1");
        client.send("{'type':'session.update','session':{'type':'realtime','tools':[" + tools + "]}}");
        client.next("session.updated");
        return client;
    }

    private TestClient withLookup(String config, String... words) throws Exception {
        return open(config, FUNCTION.formatted("lookup_order", "", "string"), words);
    }

    private static TestClient output(TestClient client, String callId, String text) throws Exception {
        return client.send(
                "{'type':'conversation.item.create','event_id':'o1','item':{'type':'function_call_output','call_id':'"
                        + callId + "','output':'" + text + "'}}");
    }

    private static String said(JsonNode done) {
        return done.at("/response/output/0/content/0/transcript").asText();
    }

    @Test
    void theLookUpIsAskedOfTheClientAndTheAnswerComesInASecondResponse() throws Exception {
        try (TestClient client = withLookup("", "four two seven one")) {
            client.audio(400, 9000).audio(400, 0);
            JsonNode first = client.next("response.done").path("response");
            assertEquals("completed", first.path("status").asText());
            JsonNode call = first.at("/output/0");
            assertEquals(1, first.path("output").size(), "no message before the call, since nothing was said");
            assertEquals("function_call", call.path("type").asText());
            assertEquals("lookup_order", call.path("name").asText());
            assertEquals("{\"order_number\":\"4271\"}", call.path("arguments").asText());
            List<String> types = client.types();
            assertTrue(
                    types.indexOf("response.function_call_arguments.done") < types.indexOf("response.output_item.done"),
                    types::toString);
            assertEquals(
                    call.path("call_id"),
                    client.all("response.function_call_arguments.done")
                            .getFirst()
                            .path("call_id"));
            String callId = call.path("call_id").asText();
            output(client, callId, "friday").next("conversation.item.done");
            JsonNode item = client.events.getLast().path("item");
            assertEquals("function_call_output", item.path("type").asText());
            client.send(CREATE);
            JsonNode second = client.next("response.done");
            assertEquals("Order four two seven one arrives on friday.", said(second));
            assertTrue(client.audio().length > 0);
            List<String> milestones = client.all("turngap.milestone").stream()
                    .map(e -> e.path("name").asText())
                    .filter(name -> name.startsWith("tool") || name.startsWith("llm"))
                    .toList();
            assertEquals(
                    List.of(
                            "llm.request",
                            "llm.first_token",
                            "tool.start",
                            "tool.end",
                            "llm.request",
                            "llm.first_token"),
                    milestones);
            output(client, callId, "monday");
            JsonNode error = client.next("error").path("error");
            assertEquals("invalid_tool_call_id", error.path("code").asText());
            assertTrue(error.path("message").asText().contains("already"), error::toString);
            assertEquals("o1", error.path("event_id").asText());
        }
    }

    @Test
    void theNextTurnKnowsWhatTheClientAnswered() throws Exception {
        try (TestClient client = withLookup("")) {
            client.send(TYPED.formatted("four two seven one")).send(CREATE);
            JsonNode call = client.next("response.done").at("/response/output/0");
            output(client, call.path("call_id").asText(), "It left the house on Monday and comes tomorrow.")
                    .send(CREATE);
            assertEquals(
                    "Order four two seven one. It left the house on Monday and comes tomorrow.",
                    said(client.next("response.done")));
            client.send(TYPED.formatted("when does my order arrive")).send(CREATE);
            assertEquals("It left the house on Monday and comes tomorrow.", said(client.next("response.done")));
        }
    }

    @Test
    void aFunctionOfAnotherNameStandsInOnlyWhereItReadsLikeALookUp() throws Exception {
        String cancel = FUNCTION.formatted("cancel_order", "Cancels an order after a look at its status", "string");
        String weather = FUNCTION.formatted("get_weather", "When will it rain", "string");
        String status = FUNCTION.formatted("getOrderStatus", "Where an order is", "integer");
        try (TestClient client = open("", String.join(",", cancel, weather, status))) {
            client.send(TYPED.formatted("four two seven one")).send(CREATE);
            JsonNode call = client.next("response.done").at("/response/output/0");
            assertEquals("getOrderStatus", call.path("name").asText());
            assertEquals("{\"order_number\":4271}", call.path("arguments").asText());
        }
        try (TestClient client = open("", cancel + "," + weather)) {
            client.send(TYPED.formatted("four two seven one")).send(CREATE);
            String said = said(client.next("response.done"));
            assertTrue(said.startsWith("Order four two seven one arrives on"), "the agent's own tool: " + said);
        }
    }

    @Test
    void whileTheFunctionWorksAThinkingPhraseIsAResponseOfItsOwn() throws Exception {
        try (TestClient client = withLookup(", 'filler': {'after_ms': 30, 'when': 'tool'}")) {
            client.send(TYPED.formatted("four two seven one")).send(CREATE);
            JsonNode call = client.next("response.done").at("/response/output/0");
            client.next("response.output_audio.delta");
            client.send(CREATE);
            JsonNode error = client.next("error").path("error");
            assertEquals(
                    "conversation_already_has_active_response",
                    error.path("code").asText());
            assertTrue(
                    error.path("message").asText().contains(call.path("call_id").asText()), error::toString);
            output(client, call.path("call_id").asText(), "{\\\"eta\\\":\\\"tuesday\\\"}");
            JsonNode filler = client.next("response.done");
            assertEquals("completed", filler.at("/response/status").asText());
            assertTrue(Dialogue.FILLERS.contains(said(filler).strip()), filler::toString);
            client.send(CREATE);
            JsonNode answer = client.next("response.done");
            assertTrue(said(answer).endsWith("arrives on tuesday."), answer::toString);
            assertEquals(3, client.all("response.created").size());
            JsonNode mark = client.all("turngap.answer").getFirst();
            assertEquals(answer.at("/response/id"), mark.path("response_id"));
        }
    }

    @Test
    void aFunctionThatTakesTooLongIsGivenUpAndItsOutputGetsAnEmptyResponse() throws Exception {
        try (TestClient client = withLookup(", 'tools': {'timeout_ms': 100}")) {
            client.send(TYPED.formatted("four two seven one")).send(CREATE);
            JsonNode call = client.next("response.done").at("/response/output/0");
            assertTrue(said(client.next("response.done")).startsWith("Sorry, our system is slow"));
            output(client, call.path("call_id").asText(), "friday").send(CREATE);
            JsonNode empty = client.next("response.done").path("response");
            assertEquals("completed", empty.path("status").asText());
            assertEquals(0, empty.path("output").size());
            client.send(TYPED.formatted("thanks")).send(CREATE);
            assertEquals("You are welcome.", said(client.next("response.done")));
        }
    }

    @Test
    void theCallerMaySpeakIntoAFunctionCall() throws Exception {
        try (TestClient client = withLookup("", "four two seven one", "stop")) {
            client.audio(400, 9000).audio(400, 0);
            JsonNode call = client.next("response.done").at("/response/output/0");
            client.audio(600, 9000).next("input_audio_buffer.speech_started");
            output(client, call.path("call_id").asText(), "friday").send(CREATE);
            JsonNode late = client.next("response.done").path("response");
            assertEquals(0, late.path("output").size(), "nobody waits for it any longer, and the caller speaks");
            client.audio(400, 0);
            JsonNode next = client.next("response.done").path("response");
            // The caller was not answered before: the number is part of what is said now, and is looked up again.
            assertEquals("function_call", next.at("/output/0/type").asText());
        }
    }

    @Test
    void unknownCallsAreErrorsAndCallsOfTheClientsOwnAreNot() throws Exception {
        try (TestClient client = withLookup("")) {
            output(client, "call_x", "friday");
            assertEquals(
                    "invalid_tool_call_id",
                    client.next("error").at("/error/code").asText());
            client.send(
                    "{'type':'conversation.item.create','item':{'type':'function_call','name':'f','call_id':'call_x','arguments':'{}'}}");
            client.next("conversation.item.done");
            output(client, "call_x", "friday").next("conversation.item.done");
            client.send(
                    "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'call_x'}}");
            assertEquals(
                    "invalid_tool_call_id",
                    client.next("error").at("/error/code").asText());
            client.send("{'type':'response.cancel'}");
            assertEquals(
                    "response_cancel_not_active",
                    client.next("error").at("/error/code").asText());
        }
    }

    @Test
    void aChoiceOrAResponseMayTakeTheFunctionsBack() throws Exception {
        try (TestClient client = withLookup("")) {
            client.send(TYPED.formatted("four two seven one"))
                    .send("{'type':'response.create','response':{'tool_choice':'none','metadata':{'a':'b'}}}");
            JsonNode done = client.next("response.done");
            assertTrue(said(done).contains("arrives on"), done::toString);
            assertEquals("b", done.at("/response/metadata/a").asText());
            client.send(TYPED.formatted("one two three")).send(CREATE);
            assertEquals(
                    "function_call",
                    client.next("response.done").at("/response/output/0/type").asText());
        }
    }

    @Test
    void outputsAreReadForWhatCanBeSaid() {
        assertEquals(new Tool.Result.Found("friday"), ToolOutput.read(" friday "));
        assertEquals(
                new Tool.Result.Found("next tuesday"), ToolOutput.read("{\"delivery_date\":\"next tuesday\",\"x\":1}"));
        assertEquals(new Tool.Result.Found("monday"), ToolOutput.read("{\"order\":{\"arrives\":\"monday\"}}"));
        assertEquals(new Tool.Result.Found("monday"), ToolOutput.read("[{\"type\":\"text\",\"text\":\"monday\"}]"));
        assertEquals(new Tool.Result.Told("It comes on Friday."), ToolOutput.read("\"It comes on Friday.\""));
        assertEquals(new Tool.Result.Told("It left. It comes."), ToolOutput.read("It left.\nIt comes.\u0000"));
        assertEquals(new Tool.Result.Told("Its status is shipped."), ToolOutput.read("{\"status\":\"shipped\"}"));
        for (String failure : List.of(
                "",
                "\"\"",
                "{}",
                "[]",
                "null",
                "[[[[[[1]]]]]]",
                "{\"error\":\"no such order\"}",
                "Error: no",
                "{\"error\":{}}")) {
            Tool.Result result = ToolOutput.read(failure);
            assertTrue(result instanceof Tool.Result.Failed, failure + " became " + result);
        }
        Tool.Result cut = ToolOutput.read("word ".repeat(1_000));
        assertTrue(cut instanceof Tool.Result.Told told && told.sentence().length() <= ToolOutput.MOST_CHARS + 1);
        assertEquals(new Tool.Result.Told("x".repeat(ToolOutput.MOST_CHARS) + "."), ToolOutput.read("x".repeat(1_000)));
        assertTrue(ToolOutput.read("{broken json") instanceof Tool.Result.Found);
    }
}
