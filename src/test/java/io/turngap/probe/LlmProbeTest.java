package io.turngap.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions as servers send them, good and bad. */
class LlmProbeTest {

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LlmProbe probe(Settings settings) {
        return new LlmProbe(
                Bed.target(server, "/v1/chat/completions"),
                settings,
                List.of("one", "two"),
                Bed.body("{'model':'m','max_tokens':9}"));
    }

    private Turn ask(MockResponse answer) {
        server.enqueue(answer);
        try (LlmProbe probe = probe(Bed.settings(1, 1))) {
            return probe.request(0, System.nanoTime());
        }
    }

    @Test
    void theRoleIsNoTokenAndEveryPieceAfterTheFirstGivesAGap() throws Exception {
        Turn turn = ask(Bed.sse(
                Bed.ROLE,
                Bed.said("Your "),
                Bed.said("order "),
                Bed.said("left."),
                Bed.STOP,
                "{'choices':[],'usage':{'prompt_tokens':7,'completion_tokens':3}}",
                "[DONE]"));
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertEquals("Your order left.", turn.transcriptSpoken());
        ProbeNotes notes = Bed.notes(turn);
        assertEquals(2, notes.gapsUs().size());
        assertEquals(3, notes.value(ProbeNotes.PIECES));
        assertEquals(3, notes.value(ProbeNotes.COMPLETION_TOKENS));
        assertEquals(7, notes.value(ProbeNotes.PROMPT_TOKENS));
        assertEquals(200, notes.status());
        List<String> order = List.of(
                ProbeMilestone.REQUEST,
                ProbeMilestone.HTTP_START,
                ProbeMilestone.CONNECT_START,
                ProbeMilestone.CONNECT_END,
                ProbeMilestone.SENT,
                ProbeMilestone.HEAD,
                Milestone.LLM_FIRST_TOKEN,
                ProbeMilestone.LAST_TOKEN,
                ProbeMilestone.END);
        long before = 0;
        for (String name : order) {
            long at = turn.at(name).orElseThrow();
            assertTrue(at >= before, name + " in " + turn.milestonesUs());
            before = at;
        }
        RecordedRequest request = server.takeRequest();
        assertEquals("Bearer " + Bed.KEY, request.getHeaders().get("Authorization"));
        JsonNode body = Bed.JSON.readTree(Bed.asked(request));
        assertEquals("one", body.at("/messages/0/content").asText());
        assertTrue(body.at("/stream_options/include_usage").asBoolean());
        assertEquals(9, body.path("max_tokens").asInt());
    }

    @Test
    void reasoningIsKeptApart() {
        Turn turn = ask(Bed.sse(
                Bed.ROLE,
                "{'choices':[{'delta':{'reasoning_content':'hm'}}]}",
                "{'choices':[{'delta':{'reasoning_content':'so'}}]}",
                Bed.said("Yes."),
                Bed.STOP,
                "[DONE]"));
        assertTrue(turn.at(ProbeMilestone.FIRST_REASONING).orElseThrow()
                <= turn.at(Milestone.LLM_FIRST_TOKEN).orElseThrow());
        assertEquals("Yes.", turn.transcriptSpoken());
        assertEquals(1, Bed.notes(turn).value(ProbeNotes.PIECES));
    }

    @Test
    void aToolCallIsAFirstTokenToo() {
        Turn turn = ask(Bed.sse(
                Bed.ROLE,
                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'x','function':{'name':'look'}}]}}]}",
                "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}"));
        assertEquals(Outcome.ANSWERED, turn.outcome(), turn.detail());
        assertTrue(turn.at(Milestone.LLM_FIRST_TOKEN).isPresent());
    }

    @Test
    void commentsAndAServerThatDoesNotStreamAreFine() {
        Turn commented = ask(new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream")
                .body(": ping\r\n\r\nevent: x\r\ndata:" + Bed.said("Yes.").replace('\'', '"')
                        + "\r\n\r\n: ping\r\ndata: [DONE]")
                .build());
        assertEquals(Outcome.ANSWERED, commented.outcome(), commented.detail());
        Turn whole = ask(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body("{\"choices\":[{\"message\":{\"content\":\"Yes.\"},\"finish_reason\":\"stop\"}]}")
                .build());
        assertEquals(Outcome.ANSWERED, whole.outcome(), whole.detail());
        assertEquals("Yes.", whole.transcriptSpoken());
    }

    @Test
    void aConnectionIsColdOnceAndWarmAfterwards() {
        try (LlmProbe probe = probe(Bed.settings(3, 1))) {
            for (int i = 0; i < 3; i++) {
                server.enqueue(Bed.sse(Bed.said("x"), Bed.STOP, "[DONE]"));
                Turn turn = probe.request(i, System.nanoTime());
                assertEquals(
                        i == 0 ? ProbeNotes.COLD : ProbeNotes.WARM,
                        Bed.notes(turn).connection());
                assertEquals(i == 0, turn.at(ProbeMilestone.CONNECT_START).isPresent());
                assertEquals("prompt " + (i % 2 + 1), turn.utterance(), "prompts take turns");
            }
        }
        try (LlmProbe probe = probe(new Settings(2, 1, 0, 0, 5_000, true, 1))) {
            for (int i = 0; i < 2; i++) {
                server.enqueue(Bed.sse(Bed.said("x"), Bed.STOP, "[DONE]"));
                assertEquals(
                        ProbeNotes.COLD,
                        Bed.notes(probe.request(i, System.nanoTime())).connection());
            }
        }
    }

    @Test
    void aRateLimitIsSaidAsSuchAndTheKeyIsTakenOutOfWhatTheServerSays() {
        Turn turn = ask(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "2")
                .body("{\"error\": \"slow down, " + Bed.KEY + "\"}\nplease")
                .build());
        ProbeNotes notes = Bed.notes(turn);
        assertEquals(Outcome.RATE_LIMITED, turn.outcome());
        assertEquals(ProbeNotes.RATE_LIMITED, notes.ending());
        assertEquals(429, notes.status());
        assertEquals(2, notes.value(ProbeNotes.RETRY_AFTER_S));
        assertTrue(turn.detail().contains("429") && turn.detail().contains("Retry-After 2 s"), turn.detail());
        assertFalse(turn.detail().contains(Bed.KEY) || turn.detail().contains("\n"), turn.detail());
        Turn inStream = ask(Bed.sse(Bed.ROLE, "{'error':{'code':'rate_limit_exceeded','message':'too many'}}"));
        assertEquals(Outcome.RATE_LIMITED, inStream.outcome(), inStream.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "401, refused, K was refused",
        "404, refused, check the path",
        "500, server_error, oops",
        "302, malformed, 302"
    })
    void aRefusalHasItsStatusAndBody(int status, String ending, String said) {
        Turn turn = ask(new MockResponse.Builder().code(status).body("oops").build());
        assertEquals(ending, Bed.notes(turn).ending());
        assertEquals(status, Bed.notes(turn).status());
        assertTrue(turn.detail().contains(said), turn.detail());
        assertTrue(turn.at(Milestone.LLM_FIRST_TOKEN).isEmpty());
    }

    @Test
    void whatIsNoAnswerIsSaidAsWhatItIs() {
        assertEquals(
                "empty", Bed.notes(ask(Bed.sse(Bed.ROLE, Bed.STOP, "[DONE]"))).ending());
        assertEquals("broken", Bed.notes(ask(Bed.sse(Bed.ROLE, Bed.said("x")))).ending());
        Turn malformed = ask(Bed.sse(Bed.said("x"), "{'choi", "[DONE]"));
        assertEquals("malformed", Bed.notes(malformed).ending());
        assertTrue(malformed.at(Milestone.LLM_FIRST_TOKEN).isPresent(), "what was measured before is kept");
        MockResponse html = new MockResponse.Builder()
                .addHeader("Content-Type", "text/html")
                .body("<html>")
                .build();
        assertEquals("malformed", Bed.notes(ask(html)).ending());
        MockResponse torn = new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream")
                .body("data: " + Bed.said("x").replace('\'', '"') + "\n\n" + ": x\n".repeat(9_000))
                .onResponseBody(new SocketEffect.CloseSocket())
                .build();
        assertEquals("broken", Bed.notes(ask(torn)).ending());
    }

    @Test
    void aTimeoutBeforeTheFirstTokenIsMissedAndOneAfterItBroke() {
        server.enqueue(Bed.sse(Bed.said("x"))
                .newBuilder()
                .headersDelay(2, TimeUnit.SECONDS)
                .build());
        try (LlmProbe probe = probe(new Settings(1, 1, 0, 0, 150, false, 1))) {
            Turn missed = probe.request(0, System.nanoTime());
            assertEquals(Outcome.MISSED, missed.outcome());
            assertEquals(ProbeNotes.TIMEOUT, Bed.notes(missed).ending());
            assertNotNull(missed.waitedUs());
            assertTrue(missed.waitedUs() >= 150_000, () -> "waited " + missed.waitedUs());
        }
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "text/event-stream")
                .body(new Begun())
                .build());
        try (LlmProbe probe = probe(new Settings(1, 1, 0, 0, 1_000, false, 1))) {
            Turn broke = probe.request(1, System.nanoTime());
            assertEquals(Outcome.ERROR, broke.outcome(), broke.detail());
            assertEquals(ProbeNotes.TIMEOUT, Bed.notes(broke).ending());
            assertNull(broke.waitedUs());
            assertTrue(broke.at(Milestone.LLM_FIRST_TOKEN).isPresent());
        }
    }

    /** One piece of an answer, and then nothing until the other side is gone. */
    private static final class Begun implements MockResponseBody {
        @Override
        public long getContentLength() {
            return 1_000_000;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("data: " + Bed.said("x").replace('\'', '"') + "\n\n").flush();
            for (int i = 0; i < 100_000; i++) {
                LockSupport.parkNanos(50_000_000);
                sink.writeUtf8(": wait\n").flush();
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() {
        Target target = Target.of("http://127.0.0.1:1/v1/chat/completions", "K", "Bearer", name -> null);
        try (LlmProbe probe = new LlmProbe(target, Bed.settings(1, 1), List.of("x"), Bed.body("{}"))) {
            Turn turn = probe.request(0, System.nanoTime());
            assertEquals("unreachable", Bed.notes(turn).ending());
            assertTrue(turn.detail().contains("127.0.0.1:1"), turn.detail());
        }
    }

    @Test
    void aFieldSetToNullIsNotSentAndTimeCountsFromWhenARequestWasDue() throws Exception {
        server.enqueue(Bed.sse(Bed.said("x"), Bed.STOP));
        try (LlmProbe probe = new LlmProbe(
                Bed.target(server, "/"),
                Bed.settings(1, 1),
                List.of("x"),
                Bed.body("{'stream_options':null,'temperature':0}"))) {
            Turn turn = probe.request(0, System.nanoTime() - 3_000_000_000L);
            assertTrue(turn.at(ProbeMilestone.HTTP_START).orElseThrow() >= 3_000_000, turn.milestonesUs()::toString);
        }
        JsonNode body = Bed.JSON.readTree(Bed.asked(server.takeRequest()));
        assertFalse(body.has("stream_options"));
        assertEquals(0, body.path("temperature").asInt(-1));
    }
}
