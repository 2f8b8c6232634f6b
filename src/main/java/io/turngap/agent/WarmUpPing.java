package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;

/**
 * A ping that goes out when a call begins (L19), so that the greeting hides what the first request of a session takes longer: the session
 * is set up, a cold machine starts to load, the static part of the prompt is read into the provider's cache.
 *
 * <p>What it costs: a request more a call, which takes a slot; and a cold start that is longer than the greeting is heard all the same.
 */
final class WarmUpPing {

    private WarmUpPing() {}

    /** Sends it; {@code warmed} runs on the timeline once the ping was answered, and never when it was refused. */
    static void send(Timeline timeline, ModelDeployment deployment, Seeds call, Runnable warmed) {
        for (ModelDeployment.Served to : deployment.all()) {
            Seeds ping = call.at("ping").at(to.tier().name());
            to.fleet().ask(timeline, Fleet.ANY, new Fleet.Client() {
                @Override
                public void granted(Fleet.Grant grant) {
                    answer(timeline, deployment, to, ping, grant, warmed);
                }

                @Override
                public void refused(String why) {}
            });
        }
    }

    private static void answer(
            Timeline timeline,
            ModelDeployment deployment,
            ModelDeployment.Served to,
            Seeds ping,
            Fleet.Grant grant,
            Runnable warmed) {
        int system = deployment.config().prompt().systemTokens();
        boolean cached = deployment.config().promptCache() && to.prompts().holds(timeline.nowNanos(), system);
        long takes = to.firstTokenNanos(ping, cached ? 0 : system, deployment.prefill())
                + deployment
                        .figures()
                        .firstRequest()
                        .nextNanos(ping.at("session").random());
        to.prompts().reads(timeline.nowNanos() + takes, system);
        timeline.after(takes, () -> {
            to.fleet().release(timeline, grant.replica());
            warmed.run();
        });
    }
}
