package io.turngap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.turngap.time.VirtualTimeline;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands between an agent's call and its client must let everything through. */
class CallTraceTest {

    @Test
    void everyEventIsPassedOn() {
        for (Method event : AgentEvents.class.getDeclaredMethods()) {
            assertTrue(
                    event.isSynthetic()
                            || Arrays.stream(CallTrace.class.getDeclaredMethods())
                                    .anyMatch(own -> own.getName().equals(event.getName())
                                            && Arrays.equals(own.getParameterTypes(), event.getParameterTypes())),
                    event + " is not passed on");
        }
    }

    @Test
    void withoutTelemetryNothingStandsBetween() {
        AgentEvents inner = (AgentEvents) java.lang.reflect.Proxy.newProxyInstance(
                CallTraceTest.class.getClassLoader(),
                new Class<?>[] {AgentEvents.class},
                (proxy, method, given) -> null);
        EmbeddedChannel channel = new EmbeddedChannel();
        assertSame(
                inner,
                CallTrace.of(
                        channel,
                        "sess_1",
                        new VirtualTimeline(),
                        Kit.modelled(AgentConfig.of(
                                com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode())),
                        inner));
        channel.finishAndReleaseAll();
    }

    @Test
    void anAddressThatIsNoneIsSaidSo() {
        for (String address : List.of("127.0.0.1:4318", "grpc://127.0.0.1:4317", "http://", "http://a b")) {
            IllegalArgumentException wrong =
                    assertThrows(IllegalArgumentException.class, () -> AgentTelemetry.to(address), address);
            assertTrue(String.valueOf(wrong.getMessage()).contains("--otlp"), wrong.getMessage());
        }
        AgentTelemetry.to("http://127.0.0.1:1/").close();
        assertEquals("io.turngap.agent", AgentTelemetry.SCOPE);
    }
}
