package io.turngap.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.turngap.agent.AgentConfig;
import io.turngap.load.Arrivals;
import io.turngap.measure.JournalSample;
import io.turngap.measure.Milestone;
import io.turngap.measure.Totals;
import io.turngap.measure.Traffic;
import io.turngap.measure.TrafficRow;
import io.turngap.measure.Turn;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Whole calls through the agent's finite machines, all of them counted on another thread. */
class PeakTrafficTest {

    private static Scenario oneQuestion(int calls) {
        return Simulated.scenario(calls, calls, 1, Conditions.CLEAR, Simulated.say("where-is-my-order"));
    }

    private static Books run(Scenario scenario, AgentConfig agent, double callsASecond, List<Turn> kept) {
        Books books = new Books(
                new Totals(new JournalSample(1, 1), OptionalLong.of(scenario.sloMs())),
                new Traffic(scenario.sloMs()),
                kept::add,
                call -> {});
        new Simulator(scenario, agent, Simulated.ACOUSTICS, Arrivals.poisson(callsASecond, new Seeds(scenario.seed())))
                .runApart(books, progress -> {});
        books.totals().over();
        return books;
    }

    /**
     * One question a call, which comes a while after the call did: requests are a Poisson stream again. One machine with one slot, held for
     * the same time by every answer: M/D/1, of which the mean wait is load / (2 (1 − load)) of that time. The run is short, so the bound is
     * wider than {@code FleetQueueTest}'s.
     */
    @Test
    void wholeCallsWaitAsPollaczekAndKhinchineSay() {
        double firstMs = 300;
        double pieceMs = 20;
        AgentConfig agent = Simulated.agent("{'llm': {'latency': {'distribution': 'constant', 'median_ms': 300,"
                + " 'per_token_ms': 20}, 'fleet': {'replicas': 1, 'most_replicas': 1, 'slots': 1}}}");
        List<Turn> turns = new ArrayList<>();
        int calls = 20_000;
        // "Sure. What is your order number?" is six pieces.
        double heldMs = firstMs + 5 * pieceMs;
        run(oneQuestion(calls), agent, 0.5 / (heldMs / 1_000), turns);
        double waitedMs = turns.stream()
                .filter(turn -> !turn.isGreeting())
                .mapToDouble(turn -> (turn.at(Milestone.LLM_FIRST_TOKEN).orElseThrow()
                                        - turn.at(Milestone.LLM_REQUEST).orElseThrow())
                                / 1_000.0
                        - firstMs)
                .average()
                .orElseThrow();
        double expected = 0.5 / (2 * (1 - 0.5)) * heldMs;
        assertEquals(expected, waitedMs, expected * 0.05, "mean wait, ms");
    }

    @Test
    void aFleetThatIsTooSmallIsSaidToBe() {
        AgentConfig agent = Simulated.agent("{'llm': {'latency': {'distribution': 'constant', 'median_ms': 300,"
                + " 'per_token_ms': 20}, 'fleet': {'replicas': 1, 'most_replicas': 1, 'slots': 1}}}");
        List<TrafficRow> rows = run(oneQuestion(1_000), agent, 1.3 / 0.4, new ArrayList<>())
                .traffic()
                .rows();
        assertTrue(rows.size() >= 4, rows.size() + " minutes");
        TrafficRow busy = rows.get(1);
        // Callers who hang up in the middle of an answer take less than was planned: between 1 and the 1.3 of a patient
        // crowd.
        assertTrue(busy.offered() > 1 && busy.offered() < 1.5, busy.toString());
        assertTrue(busy.queue() > 3, busy.toString());
        assertEquals(1, busy.machines());
        assertEquals(1_000, rows.stream().mapToLong(TrafficRow::arrivals).sum());
        assertEquals(1_000, rows.stream().mapToLong(TrafficRow::turns).sum());
        assertTrue(busy.queue() > busy.machines(), busy.toString());
    }

    @Test
    void theSameSeedGivesTheSameBooksToTheBit() {
        AgentConfig agent = Simulated.agent("{'llm': {'fleet': {'replicas': 1, 'most_replicas': 4, 'slots': 2,"
                + " 'scale_on': 'queue'}}, 'network': {'agent': 'us-east', 'callers': {'us-east': 2, 'asia': 1}}}");
        List<Turn> one = new ArrayList<>();
        List<Turn> other = new ArrayList<>();
        Books first = run(oneQuestion(2_000), agent, 4, one);
        Books second = run(oneQuestion(2_000), agent, 4, other);
        assertEquals(one, other);
        assertEquals(first.traffic().rows(), second.traffic().rows());
        long far = one.stream()
                .filter(turn -> turn.levers().getOrDefault("region", "").equals("asia"))
                .count();
        assertEquals(2_000 / 3.0, far, 90, "turns from asia");
    }
}
