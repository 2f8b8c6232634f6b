import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.ws;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Gatling's WebSocket DSL as a duplex client: {@code pace(20 ms)} and the same message each time. System properties: {@code port}, {@code path},
 * {@code calls}, {@code seconds}, {@code message} (a file), {@code text}.
 */
public final class DuplexSimulation extends Simulation {

    {
        int calls = Integer.getInteger("calls");
        try {
            byte[] message = Files.readAllBytes(Path.of(System.getProperty("message")));
            ChainBuilder send = Boolean.getBoolean("text")
                    ? ChainBuilder.EMPTY.exec(ws("frame").sendText(new String(message, "US-ASCII")))
                    : ChainBuilder.EMPTY.exec(ws("frame").sendBytes(message));
            setUp(scenario("call")
                            .exec(ws("connect").connect(System.getProperty("path")))
                            .during(Duration.ofSeconds(Integer.getInteger("seconds")))
                            .on(ChainBuilder.EMPTY.pace(Duration.ofMillis(20)).exec(send))
                            .exec(ws("close").close())
                            .injectOpen(rampUsers(calls).during(Duration.ofSeconds(1 + calls / 250))))
                    .protocols(http.disableWarmUp()
                            .wsBaseUrl("ws://127.0.0.1:" + Integer.getInteger("port")));
        } catch (java.io.IOException cause) {
            throw new java.io.UncheckedIOException(cause);
        }
    }
}
