package io.turngap.agent;

import io.turngap.time.Seeds;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a call comes from, when callers come from several regions ({@code network.callers}): drawn for each call by the shares, from a stream
 * of its own, so that nothing else of the call changes with it. The turn's lever {@code region} says which it was.
 */
final class CallerRegion {

    private CallerRegion() {}

    /** The network of one call; as it stands where callers come from one region. */
    static AgentConfig.Network of(AgentConfig.Network network, Seeds call) {
        if (network.callers().isEmpty()) {
            return network;
        }
        // In the order of names: that of the settings must not decide who calls from where.
        TreeMap<String, Double> shares = new TreeMap<>(network.callers());
        double left = call.at("region").random().nextDouble()
                * shares.values().stream().mapToDouble(Double::doubleValue).sum();
        String drawn = shares.lastKey();
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            left -= share.getValue();
            if (left < 0) {
                drawn = share.getKey();
                break;
            }
        }
        return new AgentConfig.Network(
                drawn,
                network.agent(),
                network.stt(),
                network.llm(),
                network.tts(),
                network.transport(),
                network.lossRate(),
                network.jitterMs(),
                network.jitterBufferMs(),
                network.callers());
    }
}
