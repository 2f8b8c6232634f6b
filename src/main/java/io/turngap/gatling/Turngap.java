package io.turngap.gatling;

import java.nio.file.Path;

/**
 * Calls inside a Gatling simulation, with Gatling's injection profiles and assertions:
 *
 * <pre>{@code
 * public class PeakCalls extends Simulation {
 *     {
 *         setUp(scenario("order status")
 *                         .exec(turngap("scenarios/01-order-status.yaml").agent("openai:ws://localhost:8080/v1/realtime"))
 *                         .injectOpen(rampUsersPerSec(0.2).to(2).during(60)))
 *                 .assertions(details("ttfa").responseTime().percentile(95).lt(1500));
 *     }
 * }
 * }</pre>
 *
 * <p>Each virtual user makes one call. What Gatling calls requests are its turns and stages, {@link Request} says by which names. Beside
 * Gatling's log the calls are written to a run's folder of Turngap's, of which {@code turngap report} makes the full report: Gatling rounds to
 * milliseconds, and its percentiles are approximate.
 */
public final class Turngap {

    private Turngap() {}

    /** A call as the scenario of this file says, on the bundled agent unless another is named. */
    public static CallBuilder turngap(String scenarioFile) {
        return CallBuilder.of(Path.of(scenarioFile));
    }
}
