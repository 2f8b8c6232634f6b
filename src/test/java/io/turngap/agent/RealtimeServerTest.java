package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealtimeServerTest {

    private static final String QUICK =
            "'llm': {'latency': {'distribution': 'constant', 'median_ms': 5, 'per_token_ms': 0}}, 'endpointing': {'silence_ms': 200}";
    private static final String UPDATE = "{'type':'session.update','event_id':'mine','session':{'type':'realtime'%s}}";

    private final List<AgentServer> servers = new ArrayList<>();

    private AgentServer serve(String config, Optional<String> key, int mostCalls, String... words) throws Exception {
        AgentConfig parsed = Stage.config("{" + QUICK + config + "}");
        AgentServer server = AgentServer.start(
                parsed,
                Doubles.kit(parsed, new Doubles.Words(words)),
                new ServerOptions("127.0.0.1", 0, mostCalls, 1, key));
        servers.add(server);
        return server;
    }

    private TestClient open(String config, String... words) throws Exception {
        TestClient client = new TestClient(serve(config, Optional.empty(), 10, words), "X-Turngap-Milestones", "1");
        client.next("session.created");
        return client;
    }

    @AfterEach
    void stop() {
        servers.forEach(AgentServer::close);
    }

    @Test
    void sessionsAreEchoedWholeAndChangeOnlyWhatIsNamed() throws Exception {
        try (TestClient client = open("")) {
            JsonNode created = client.events.getFirst().path("session");
            assertEquals("realtime.session", created.path("object").asText());
            assertEquals("test", created.path("model").asText());
            assertEquals(
                    200,
                    created.at("/audio/input/turn_detection/silence_duration_ms")
                            .asInt());
            client.send(
                    UPDATE.formatted(
                            ",'audio':{'input':{'format':{'type':'audio/pcmu'},'turn_detection':{'type':'server_vad','silence_duration_ms':300}}}"));
            JsonNode detection = client.next("session.updated").at("/session/audio/input/turn_detection");
            assertEquals(300, detection.path("silence_duration_ms").asInt());
            assertTrue(detection.path("interrupt_response").asBoolean(), "the rest of it is echoed too");
            assertEquals(0.5, detection.path("threshold").asDouble());
            client.send(UPDATE.formatted(",'tracing':'auto','no_such_field':1"));
            JsonNode session = client.next("session.updated").path("session");
            assertEquals("audio/pcmu", session.at("/audio/input/format/type").asText());
            assertEquals("audio/pcm", session.at("/audio/output/format/type").asText());
            assertEquals(
                    300,
                    session.at("/audio/input/turn_detection/silence_duration_ms")
                            .asInt());
            assertEquals("auto", session.path("tracing").asText());
        }
    }

    @Test
    void aTurnHasEveryEventThatOfficialClientsCheck() throws Exception {
        try (TestClient client = open("", "where is my order")) {
            client.send(UPDATE.formatted("")).next("session.updated");
            client.audio(400, 9000).audio(400, 0).next("response.done");
            for (JsonNode event : client.events) {
                assertTrue(event.path("event_id").isTextual(), event::toString);
            }
            assertEquals(
                    client.events.size(),
                    client.events.stream()
                            .map(e -> e.path("event_id").asText())
                            .distinct()
                            .count());
            JsonNode stopped = client.all("input_audio_buffer.speech_stopped").getFirst();
            assertEquals(600, stopped.path("audio_end_ms").asInt(), "400 ms of speech and 200 of silence");
            JsonNode user = client.all("conversation.item.added").getFirst().path("item");
            assertEquals("input_audio", user.at("/content/0/type").asText());
            assertTrue(user.at("/content/0").has("transcript"));
            assertEquals("completed", user.path("status").asText());
            JsonNode heard = client.all("conversation.item.input_audio_transcription.completed")
                    .getFirst();
            assertEquals("where is my order", heard.path("transcript").asText());
            assertEquals(user.path("id"), heard.path("item_id"));
            assertEquals("duration", heard.at("/usage/type").asText());
            JsonNode created = client.all("response.created").getFirst().path("response");
            assertEquals(24000, created.at("/audio/output/format/rate").asInt());
            assertTrue(created.at("/audio/output/voice").isTextual());
            assertTrue(created.path("status_details").isNull());
            assertEquals(
                    "audio",
                    client.all("response.content_part.added")
                            .getFirst()
                            .at("/part/type")
                            .asText());
            JsonNode item = client.all("response.output_item.done").getFirst().path("item");
            assertEquals("output_audio", item.at("/content/0/type").asText());
            assertEquals(
                    "Sure. What is your order number?",
                    item.at("/content/0/transcript").asText());
            JsonNode done = client.events.getLast().path("response");
            assertEquals("completed", done.path("status").asText());
            assertTrue(done.at("/usage/output_token_details/audio_tokens").asInt() > 0);
            // "Sure. What is your order number?": 32 characters less a space between phrases or none, 50 ms each.
            assertEquals(24 * 2 * 50 * 32, client.audio().length, 24 * 2 * 50);
        }
    }

    @Test
    void telephoneCodecsWorkBothWays() throws Exception {
        for (WireFormat format : List.of(WireFormat.PCMU, WireFormat.PCMA)) {
            try (TestClient client = open("", "hello")) {
                String json = format.json().toString().replace('"', '\'');
                client.send(UPDATE.formatted(
                        ",'audio':{'input':{'format':" + json + "},'output':{'format':" + json + "}}"));
                client.next("session.updated");
                short[] loud = new short[160];
                for (int i = 0; i < loud.length; i++) {
                    loud[i] = (short) (i / 8 % 2 == 0 ? 9000 : -9000);
                }
                for (int i = 0; i < 40; i++) {
                    client.append(format.encode(i < 20 ? loud : new short[160], 160));
                }
                client.next("response.done");
                byte[] audio = client.audio();
                String said = client.all("response.output_audio_transcript.done")
                        .getFirst()
                        .path("transcript")
                        .asText();
                assertEquals(8 * 50 * said.length(), audio.length, 8 * 50);
                int loudest = 0;
                for (short sample : format.decode(audio)) {
                    loudest = Math.max(loudest, Math.abs(sample));
                }
                assertEquals(8000, loudest, 800);
            }
        }
    }

    @Test
    void opusWorksBothWaysAndBadPacketsAreNamed() throws Exception {
        try (TestClient client = open("", "hello")) {
            String json = WireFormat.OPUS.json().toString().replace('"', '\'');
            client.send(
                    UPDATE.formatted(",'audio':{'input':{'format':" + json + "},'output':{'format':" + json + "}}"));
            JsonNode session = client.next("session.updated").path("session");
            assertEquals("audio/opus", session.at("/audio/input/format/type").asText());
            assertEquals(16_000, session.at("/audio/output/format/rate").asInt());
            client.append(new byte[] {0, 9, 1});
            String error = client.next("error").at("/error/message").asText();
            assertTrue(error.contains("3 bytes into an Opus packet"), error);
            WireEncoder encoder = new WireEncoder(WireFormat.OPUS);
            short[] loud = new short[320];
            for (int i = 0; i < loud.length; i++) {
                loud[i] = (short) (i / 16 % 2 == 0 ? 9000 : -9000);
            }
            for (int i = 0; i < 40; i++) {
                client.append(encoder.encode(i < 20 ? loud : new short[320]));
            }
            client.next("response.done");
            String said = client.all("response.output_audio_transcript.done")
                    .getFirst()
                    .path("transcript")
                    .asText();
            WireDecoder decoder = new WireDecoder(WireFormat.OPUS);
            int count = decoder.decode(client.audio());
            int spoken = 16 * 50 * said.length();
            assertTrue(count >= spoken + 104 && count < spoken + 104 + 2 * 320, count + " of " + spoken);
            int loudest = 0;
            for (int i = 0; i < count; i++) {
                loudest = Math.max(loudest, Math.abs(decoder.samples()[i]));
            }
            assertEquals(8000, loudest, 2400);
            JsonNode end = client.all("turngap.milestone").stream()
                    .filter(event -> event.path("name").asText().equals("agent.speech_end"))
                    .findFirst()
                    .orElseThrow();
            double audioMs = end.path("audio_ms").asDouble();
            assertEquals(400, audioMs, 20.1, "where the caller put it, the codec's delay taken off");
            assertEquals(0.5, Math.abs(audioMs) % 1, 1e-9, "a frame's end less 6.5 ms");
        }
    }

    @Test
    void itemsCanBeRetrievedTruncatedAndDeleted() throws Exception {
        try (TestClient client = open("", "hello")) {
            client.audio(400, 9000).audio(400, 0);
            String id = client.next("response.output_item.done").at("/item/id").asText();
            client.send("{'type':'conversation.item.truncate','item_id':'" + id
                    + "','content_index':0,'audio_end_ms':120}");
            assertEquals(
                    120,
                    client.next("conversation.item.truncated")
                            .path("audio_end_ms")
                            .asInt());
            client.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
            assertEquals(
                    "assistant",
                    client.next("conversation.item.retrieved").at("/item/role").asText());
            client.send("{'type':'conversation.item.delete','item_id':'" + id + "'}")
                    .next("conversation.item.deleted");
            client.send("{'type':'conversation.item.retrieve','item_id':'" + id + "','event_id':'q7'}");
            JsonNode error = client.next("error").path("error");
            assertEquals("item_not_found", error.path("code").asText());
            assertEquals("q7", error.path("event_id").asText());
        }
    }

    @Test
    void withoutTurnDetectionTheClientDecides() throws Exception {
        try (TestClient client = open("", "where is my order")) {
            client.send(UPDATE.formatted(",'audio':{'input':{'turn_detection':null}}"));
            assertTrue(client.next("session.updated")
                    .at("/session/audio/input/turn_detection")
                    .isNull());
            client.send("{'type':'input_audio_buffer.commit'}");
            assertEquals(
                    "input_audio_buffer_commit_empty",
                    client.next("error").at("/error/code").asText());
            client.audio(400, 9000).audio(400, 0).send("{'type':'input_audio_buffer.commit'}");
            client.next("input_audio_buffer.committed");
            client.send("{'type':'response.create'}").send("{'type':'response.create'}");
            client.next("response.done");
            assertEquals(List.of(), client.all("input_audio_buffer.speech_started"));
            client.send("{'type':'response.cancel'}");
            assertEquals(
                    "response_cancel_not_active",
                    client.next("error").at("/error/code").asText());
            client.audio(100, 0).send("{'type':'input_audio_buffer.clear'}").next("input_audio_buffer.cleared");
            client.send("{'type':'input_audio_buffer.commit'}");
            assertEquals(
                    "input_audio_buffer_commit_empty",
                    client.next("error").at("/error/code").asText());
        }
    }

    @Test
    void typedWordsAreAnsweredAndOneResponseIsActiveAtATime() throws Exception {
        try (TestClient client = open(", 'tools': {'lookup_order': {'hang': true}}, 'filler': {'enabled': false}")) {
            client.send(UPDATE.formatted(",'output_modalities':['text']")).next("session.updated");
            client.send(
                    "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'thanks'}]}}");
            assertEquals(
                    "completed",
                    client.next("conversation.item.done").at("/item/status").asText());
            client.send("{'type':'response.create'}");
            assertEquals(
                    "You are welcome.",
                    client.next("response.output_text.done").path("text").asText());
            assertEquals(0, client.audio().length);
            client.next("response.done");
            client.send(
                    "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_text','text':'one two three four'}]}}");
            client.send("{'type':'response.create'}").next("response.created");
            client.send("{'type':'response.create'}");
            assertEquals(
                    "conversation_already_has_active_response",
                    client.next("error").at("/error/code").asText());
            client.send("{'type':'response.cancel'}");
            JsonNode done = client.next("response.done").path("response");
            assertEquals("cancelled", done.path("status").asText());
            assertEquals("client_cancelled", done.at("/status_details/reason").asText());
        }
    }

    @Test
    void speechOverTheAgentCancelsItsResponse() throws Exception {
        try (TestClient client = open(
                ", 'tools': {'lookup_order': {'hang': true}}, 'filler': {'after_ms': 0}",
                "four two seven one",
                "stop")) {
            client.audio(400, 9000).audio(400, 0).next("response.output_audio.delta");
            client.audio(600, 9000);
            JsonNode done = client.next("response.done").path("response");
            assertEquals("turn_detected", done.at("/status_details/reason").asText());
            assertEquals("incomplete", done.at("/output/0/status").asText());
            int started = client.events.lastIndexOf(
                    client.all("input_audio_buffer.speech_started").getLast());
            assertTrue(started < client.events.size() - 1, "speech_started comes before response.done");
            client.audio(400, 0).next("response.done");
        }
    }

    @Test
    void turngapsEventsComeToThoseWhoAsk() throws Exception {
        String slow = ", 'tools': {'lookup_order': {'delay_ms': 60}}, 'filler': {'after_ms': 10}";
        try (TestClient client = open(slow, "four two seven one")) {
            client.send(UPDATE.formatted(""));
            JsonNode about = client.next("turngap.about").path("stages");
            assertEquals("scripted", about.at("/stt/engine").asText());
            assertFalse(about.at("/stt/modelled").asBoolean());
            assertTrue(about.at("/llm/modelled").asBoolean());
            long before = System.nanoTime();
            client.send("{'type':'turngap.clock','sent_ns':" + before + "}");
            JsonNode clock = client.next("turngap.clock");
            long after = System.nanoTime();
            assertEquals(before, clock.path("echo_ns").asLong());
            long received = clock.path("received_ns").asLong();
            long sent = clock.path("sent_ns").asLong();
            assertTrue(before <= received && received <= sent && sent <= after, clock::toString);
            client.audio(400, 9000).audio(400, 0).next("response.done");
            List<String> names = client.all("turngap.milestone").stream()
                    .map(e -> e.path("name").asText())
                    .toList();
            assertEquals(
                    List.of(
                            "agent.speech_end",
                            "agent.turn_end",
                            "stt.final",
                            "llm.request",
                            "llm.first_token",
                            "tool.start",
                            "tts.request",
                            "tts.first_byte",
                            "tool.end",
                            "llm.request",
                            "llm.first_token",
                            "tts.request",
                            "tts.first_byte"),
                    names);
            JsonNode end = client.all("turngap.milestone").getFirst();
            assertEquals(400, end.path("audio_ms").asDouble(), "the end of the 400 ms of speech");
            List<Long> instants = client.all("turngap.milestone").stream()
                    .map(e -> e.path("at_ns").asLong())
                    .toList();
            assertEquals(instants.stream().sorted().toList(), instants);
            JsonNode lever = client.all("turngap.lever").getFirst();
            assertEquals("filler", lever.path("name").asText());
            assertTrue(List.of("cut", "whole").contains(lever.path("value").asText()), lever::toString);
            int answer = client.events.indexOf(client.all("turngap.answer").getFirst());
            assertEquals(
                    "response.output_audio.delta",
                    client.events.get(answer + 1).path("type").asText());
        }
        try (TestClient client = new TestClient(serve(slow, Optional.empty(), 10, "four two seven one"))) {
            client.send(UPDATE.formatted("")).audio(400, 9000).audio(400, 0).next("response.done");
            assertEquals(
                    List.of(),
                    client.types().stream().filter(t -> t.startsWith("turngap")).toList());
            client.send("{'type':'turngap.clock','sent_ns':1}").next("error");
        }
    }

    @Test
    void theGreetingWaitsForTheSettingsWhereTracingIsAskedForFirst() throws Exception {
        try (TestClient client = open(", 'greeting': {'enabled': true, 'text': 'Hi'}")) {
            client.send(UPDATE.formatted(",'tracing':'auto'")).next("session.updated");
            client.send(UPDATE.formatted(",'audio':{'output':{'format':{'type':'audio/pcmu'}}}"));
            client.next("session.updated");
            assertEquals(List.of(), client.all("response.created"), "a greeting in the wrong format is noise");
            assertEquals(
                    "audio/pcmu",
                    client.next("response.created")
                            .at("/response/audio/output/format/type")
                            .asText());
        }
    }

    @Test
    void turnDetectionKeepsWhatAnUpdateDoesNotName() throws Exception {
        try (TestClient client = open("")) {
            String detection = ",'audio':{'input':{'turn_detection':{'type':'server_vad',%s}}}";
            client.send(UPDATE.formatted(detection.formatted("'silence_duration_ms':300,'idle_timeout_ms':5000")))
                    .next("session.updated");
            client.send(UPDATE.formatted(",'audio':{'input':{'turn_detection':{'threshold':0.6}}}"));
            JsonNode now = client.next("session.updated").at("/session/audio/input/turn_detection");
            assertEquals(300, now.path("silence_duration_ms").asInt());
            assertEquals(5000, now.path("idle_timeout_ms").asInt());
            assertEquals(0.6, now.path("threshold").asDouble());
            for (String wrong : List.of("'idle_timeout_ms':-1", "'idle_timeout_ms':'x'", "'silence_duration_ms':0.5")) {
                client.send(UPDATE.formatted(detection.formatted(wrong)));
                JsonNode error = client.next("error").path("error");
                assertTrue(error.path("param").asText().startsWith("session.audio.input.turn_detection."), wrong);
                assertEquals("mine", error.path("event_id").asText());
            }
            for (String tools : List.of("7", "[7]", "[{'type':'function'}]", "[{'type':'function','name':''}]")) {
                client.send(UPDATE.formatted(",'tools':" + tools));
                assertEquals(
                        "session.tools", client.next("error").at("/error/param").asText());
            }
            for (String wrong : List.of("'tool_choice':7", "'instructions':7", "'max_output_tokens':{}")) {
                client.send(UPDATE.formatted("," + wrong));
                String param = client.next("error").at("/error/param").asText();
                assertTrue(wrong.startsWith("'" + param.substring("session.".length()) + "'"), param);
            }
            client.send(UPDATE.formatted(",'tools':null"));
            assertEquals(0, client.next("session.updated").at("/session/tools").size());
        }
    }

    @Test
    void aSilentCallerIsAskedAfterTheIdleTimeout() throws Exception {
        try (TestClient client = open(", 'greeting': {'enabled': true, 'text': 'Hi'}")) {
            client.send(UPDATE.formatted(
                    ",'audio':{'input':{'turn_detection':{'type':'server_vad','idle_timeout_ms':1000}}}"));
            client.next("response.done");
            client.audio(200, 0).next("input_audio_buffer.timeout_triggered");
            client.next("input_audio_buffer.committed");
            assertEquals(
                    IdlePrompt.TEXT,
                    client.next("response.output_audio_transcript.done")
                            .path("transcript")
                            .asText());
        }
    }

    @Test
    void aResponseMayBeAskedForWithWordsOfItsOwn() throws Exception {
        try (TestClient client = open("")) {
            client.send(
                    "{'type':'response.create','response':{'conversation':'none','output_modalities':['text'],'metadata':{'k':'v'},"
                            + "'input':[{'type':'message','role':'user','content':[{'type':'input_text','text':'thanks'}]}]}}");
            JsonNode aside = client.next("response.done").path("response");
            assertEquals(
                    "You are welcome.", aside.at("/output/0/content/0/text").asText());
            assertTrue(aside.path("conversation_id").isNull());
            assertEquals("v", aside.at("/metadata/k").asText());
            assertEquals(List.of(), client.all("conversation.item.added"), "it is no part of the conversation");
            client.send("{'type':'response.create','response':{'instructions':'Say hello to the caller'}}");
            JsonNode next = client.next("response.done").path("response");
            assertEquals(
                    "Hello. What can I do for you?",
                    next.at("/output/0/content/0/transcript").asText());
            for (String wrong : List.of("7", "{'conversation':'x'}", "{'output_modalities':[]}", "{'tools':7}")) {
                client.send("{'type':'response.create','event_id':'r1','response':" + wrong + "}");
                assertEquals("r1", client.next("error").at("/error/event_id").asText(), wrong);
            }
        }
    }

    @Test
    void whoAsksForTheBetaDialectIsAnsweredInIt() throws Exception {
        AgentServer server = serve("", Optional.empty(), 10, "where is my order");
        try (TestClient client = new TestClient(server, "OpenAI-Beta", "realtime=v1")) {
            JsonNode created = client.next("session.created").path("session");
            assertEquals("pcm16", created.path("input_audio_format").asText());
            assertEquals("[\"text\",\"audio\"]", created.path("modalities").toString());
            assertFalse(created.has("audio"));
            client.send(
                    "{'type':'session.update','session':{'modalities':['text','audio'],'input_audio_format':'g711_ulaw',"
                            + "'output_audio_format':'g711_alaw','turn_detection':{'type':'server_vad','silence_duration_ms':240}}}");
            JsonNode updated = client.next("session.updated").path("session");
            assertEquals("g711_ulaw", updated.path("input_audio_format").asText());
            assertEquals("g711_alaw", updated.path("output_audio_format").asText());
            assertEquals(240, updated.at("/turn_detection/silence_duration_ms").asInt());
            client.send("{'type':'session.update','session':{'input_audio_format':'mp3'}}");
            assertTrue(client.next("error").at("/error/message").asText().contains("mp3"));
            client.send("{'type':'session.update','session':{'input_audio_format':'pcm16'}}")
                    .next("session.updated");
            client.audio(400, 9000).audio(400, 0).next("response.audio.delta");
            JsonNode done = client.next("response.done").path("response");
            assertEquals("audio", done.at("/output/0/content/0/type").asText());
            assertEquals("g711_alaw", done.path("output_audio_format").asText());
            assertEquals(2, client.all("conversation.item.created").size());
            assertEquals(
                    List.of(),
                    client.types().stream()
                            .filter(type -> type.contains("output_audio") || type.equals("conversation.item.added"))
                            .toList());
        }
    }

    @Test
    void aTurnThatTheAgentDetectsMayBeCommittedSooner() throws Exception {
        try (TestClient client = open(", 'endpointing': {'silence_ms': 2000}", "where is my order")) {
            client.send("{'type':'input_audio_buffer.commit'}");
            assertEquals(
                    "input_audio_buffer_commit_empty",
                    client.next("error").at("/error/code").asText());
            client.audio(400, 9000).audio(100, 0).next("input_audio_buffer.speech_started");
            client.send("{'type':'input_audio_buffer.commit'}").next("input_audio_buffer.committed");
            client.next("response.done");
        }
    }

    @Test
    void theGreetingFollowsTheFirstUpdateOnly() throws Exception {
        try (TestClient client = open(", 'greeting': {'enabled': true, 'text': 'Hi'}")) {
            client.send(UPDATE.formatted("")).send(UPDATE.formatted("")).next("response.done");
            assertEquals(
                    "Hi",
                    client.all("response.output_audio_transcript.done")
                            .getFirst()
                            .path("transcript")
                            .asText());
            client.send("{'type':'response.cancel'}").next("error");
            assertEquals(1, client.all("response.created").size());
        }
    }

    @Test
    void garbageIsAnsweredAndTheSessionGoesOn() throws Exception {
        try (TestClient client = open("", "hello")) {
            String[][] garbage = {
                {"not json", "invalid_json"},
                {"", "invalid_event"},
                {"[1,2]", "invalid_event"},
                {"{\"type\":7}", "invalid_event"},
                {"{\"type\":\"no.such\"}", "invalid_value"},
                {"{\"type\":\"input_audio_buffer.append\"}", "invalid_value"},
                {"{\"type\":\"input_audio_buffer.append\",\"audio\":\"@@@\"}", "invalid_value"},
                {"{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAA\"}", "invalid_value"},
                {"{\"type\":\"session.update\"}", "missing_required_parameter"},
                {"{\"type\":\"session.update\",\"session\":{\"type\":\"transcription\"}}", "invalid_value"},
                {"{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":7}}", "invalid_value"},
                {
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"format\":{\"type\":\"opus\"}}}}}",
                    "invalid_value"
                },
                {
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"audio\":{\"input\":{\"turn_detection\":{\"type\":\"x\"}}}}}",
                    "invalid_value"
                },
                {
                    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"output_modalities\":[\"audio\",\"text\"]}}",
                    "invalid_value"
                },
                {"{\"type\":\"conversation.item.create\",\"item\":3}", "invalid_value"},
                {"{\"type\":\"conversation.item.create\",\"item\":{}}", "missing_required_parameter"},
                {
                    "{\"type\":\"conversation.item.create\",\"previous_item_id\":\"x\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[]}}",
                    "item_not_found"
                },
                {"{\"type\":\"conversation.item.truncate\",\"item_id\":\"x\"}", "item_not_found"},
            };
            for (String[] pair : garbage) {
                client.sendRaw(pair[0]);
                JsonNode error = client.next("error").path("error");
                assertEquals(pair[1], error.path("code").asText(), pair[0]);
                assertFalse(error.path("message").asText().isEmpty());
            }
            var unused = client.socket.sendBinary(ByteBuffer.allocate(64), true).get(10, TimeUnit.SECONDS);
            assertEquals("invalid_event", client.next("error").at("/error/code").asText());
            client.audio(400, 9000).audio(400, 0);
            assertEquals(
                    "completed",
                    client.next("response.done").at("/response/status").asText());
        }
    }

    @Test
    void garbageWithoutEndEndsTheSession() throws Exception {
        try (TestClient client = open("")) {
            for (int i = 0; i <= RealtimeSession.MOST_MISTAKES; i++) {
                client.sendRaw("{}");
            }
            assertEquals(1008, client.closed.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void audioThatRunsAheadIsDropped() throws Exception {
        try (TestClient client = open("")) {
            byte[] minute = new byte[60 * 48_000];
            client.append(minute).append(minute).append(minute);
            assertEquals(
                    "input_audio_too_fast",
                    client.next("error").at("/error/code").asText());
        }
    }

    @Test
    void handshakesAreCheckedAndAnsweredClearly() throws Exception {
        AgentServer server = serve("", Optional.of("s3cret"), 1, "hello");
        String http = server.address().replace("ws:", "http:");
        try (HttpClient plain = HttpClient.newHttpClient()) {
            assertEquals(404, get(plain, http.replace("/v1/realtime", "/v2")).statusCode());
            assertEquals(426, get(plain, http).statusCode());
        }
        assertEquals(401, refused(server));
        assertEquals(401, refused(server, "Authorization", "Bearer wrong"));
        try (TestClient client = new TestClient(server, "Authorization", "Bearer s3cret", "subprotocol", "realtime")) {
            client.next("session.created");
            assertEquals("realtime", client.socket.getSubprotocol());
            assertEquals(503, refused(server, "Authorization", "Bearer s3cret"));
        }
        assertFalse(ServerOptions.loopback(0).toString().contains("s3cret"));
        assertEquals("turngap agent ready on ws://127.0.0.1:" + server.port() + "/v1/realtime", server.readyLine());
    }

    private static HttpResponse<String> get(HttpClient client, String uri) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int refused(AgentServer server, String... headers) {
        ExecutionException error =
                assertThrows(ExecutionException.class, () -> new TestClient(server, headers).close());
        return assertInstanceOf(WebSocketHandshakeException.class, error.getCause())
                .getResponse()
                .statusCode();
    }
}
