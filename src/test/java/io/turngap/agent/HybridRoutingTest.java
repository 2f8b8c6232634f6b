package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.time.VirtualTimeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HybridRoutingTest {

    @Test
    void heldOutSentencesAreRoutedRightMostly() throws IOException {
        List<String> wrong = new ArrayList<>();
        int n = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(HybridRoutingTest.class.getResourceAsStream("routing-held-out.csv")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int bar = line.indexOf('|');
                if (bar > 0 && !line.startsWith("#")) {
                    n++;
                    boolean simple = line.startsWith("simple");
                    if (HybridRouting.isSimple(line.substring(bar + 1)) != simple) {
                        wrong.add(line);
                    }
                }
            }
        }
        double accuracy = 1 - wrong.size() / (double) n;
        assertEquals(60, n);
        assertTrue(accuracy >= 0.75, "accuracy " + accuracy + "; misrouted: " + String.join("\n", wrong));
    }

    @Test
    void simpleTurnsAreFastAndComplexOnesAreNot() {
        String routed = "{'tier': 'premium', 'routing': {'enabled': true, 'simple': 'fast'}}";
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine = ModelledLlm.engine(Asked.config(routed));
        Asked simple = Asked.whole(timeline, engine.open(1), 1, "what time do you close");
        Asked complex = Asked.whole(timeline, engine.open(1), 2, "i want to dispute a charge on my card");
        assertEquals(List.of("route fast"), simple.levers);
        assertEquals(List.of("route premium"), complex.levers);
        assertTrue(simple.firstMs < 550 && complex.firstMs > 600, simple.firstMs + " " + complex.firstMs);
    }

    @Test
    void misroutesAreToldBothWays() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm.Engine engine = ModelledLlm.engine(Asked.config("{'tier': 'premium', 'routing': {'enabled': true}}"));
        assertEquals(
                List.of("route fast", "misroute complex to fast"),
                Asked.whole(timeline, engine.open(1), 1, "there is something on my card").levers);
        assertEquals(
                List.of("route premium", "misroute simple to premium"),
                Asked.whole(timeline, engine.open(2), 1, "should i bring a coat if it rains").levers);
    }

    @Test
    void oneConversationGoesOnWhicheverModelAnswers() {
        VirtualTimeline timeline = new VirtualTimeline();
        Llm call = ModelledLlm.engine(Asked.config("{'tier': 'premium', 'routing': {'enabled': true}}"))
                .open(1);
        Asked.whole(timeline, call, 1, "my order number is four two seven one");
        Asked told = Asked.begin(
                timeline,
                call,
                1,
                "my order number is four two seven one",
                java.util.Optional.of(new Tool.Result.Found("friday")));
        timeline.runUntil(timeline.nowNanos() + 10_000_000_000L);
        assertTrue(told.text.toString().endsWith("friday."), told.text.toString());
        assertEquals(
                "It should arrive on friday.",
                Asked.whole(timeline, call, 2, "why does it take so long to arrive")
                        .text
                        .toString());
    }
}
