import static io.gatling.javaapi.core.CoreDsl.*;
import static io.turngap.gatling.Turngap.turngap;

import io.gatling.javaapi.core.Simulation;

/**
 * A Gatling simulation whose virtual users call the bundled agent: one a second at the most, for half a minute. Run it with
 *
 * <pre>./turngap gatling scenarios/gatling/PeakCalls.java</pre>
 *
 * <p>Name your own agent behind the scenario: turngap("scenarios/01-order-status.yaml").agent("openai:ws://localhost:8080/v1/realtime").
 */
public class PeakCalls extends Simulation {
    {
        var callers = scenario("order status").exec(turngap("scenarios/01-order-status.yaml"));
        setUp(callers.injectOpen(rampUsersPerSec(0.1).to(0.4).during(20), constantUsersPerSec(0.4).during(10)))
                .assertions(
                        details("ttfa").responseTime().percentile(95).lt(3000),
                        details("connect").failedRequests().percent().lt(1.0));
    }
}
