package io.turngap.agent;

import io.turngap.time.Latency;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where callers, agent and services stand ({@code network.caller}, {@code agent}, {@code stt}, {@code llm}, {@code tts}), and so how far
 * they are from each other: regions, edge, co-location.
 *
 * <p>{@code same} stands with its neighbour: the caller and the agent with each other, a service with the agent; there is no way between
 * them. {@code edge} stands beside the caller. Two in one region are co-located. A service in a region stands one hop away at no known
 * distance when nothing says where the agent is. Moving the agent to the edge takes the way off that sound goes, and puts it between the
 * agent and whatever service stays behind.
 *
 * @param toCaller round trip between caller and agent; empty for none
 * @param toStt round trip between agent and recognition
 * @param toLlm round trip between agent and language model
 * @param toTts round trip between agent and synthesis
 * @param jitterMs mean of each message's random delay, one way
 */
record Placement(
        Optional<Latency> toCaller,
        Optional<Latency> toStt,
        Optional<Latency> toLlm,
        Optional<Latency> toTts,
        double jitterMs) {

    private static final String SAME = "same";
    private static final String EDGE = "edge";

    /** As the settings say, with the standard figures. */
    static Placement of(AgentConfig.Network network) {
        return of(network, Regions.standard());
    }

    static Placement of(AgentConfig.Network network, Regions regions) {
        String agent =
                region(network.agent()).or(() -> region(network.caller())).orElse("");
        String caller =
                region(network.caller()).or(() -> region(network.agent())).orElse("");
        Optional<Latency> toCaller = between(caller, agent, regions);
        Optional<Latency> toStt = service(network.stt(), agent, caller, regions);
        Optional<Latency> toLlm = service(network.llm(), agent, caller, regions);
        Optional<Latency> toTts = service(network.tts(), agent, caller, regions);
        return new Placement(toCaller, toStt, toLlm, toTts, regions.jitterMs());
    }

    /** What of {@code network} stands where, for the agent to say of itself; empty when all is in one place. */
    String description(AgentConfig.Network network) {
        if (!isApart()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        part(parts, "caller", network.caller(), toCaller);
        part(parts, "agent", network.agent(), toCaller);
        part(parts, "stt", network.stt(), toStt);
        part(parts, "llm", network.llm(), toLlm);
        part(parts, "tts", network.tts(), toTts);
        return String.join(", ", parts) + (hops() == 1 ? " (1 hop)" : " (" + hops() + " hops)");
    }

    /** Services that stand away from the agent; each asks for a round trip between the end of a turn and the answer. */
    int hops() {
        return (toStt.isPresent() ? 1 : 0) + (toLlm.isPresent() ? 1 : 0) + (toTts.isPresent() ? 1 : 0);
    }

    /** True when anything has a way to go. */
    boolean isApart() {
        return toCaller.isPresent() || hops() > 0;
    }

    /** The seed of everything modelled about the network of one call. */
    static Seeds seeds(AgentConfig config, long call) {
        return new Seeds(config.llm().seed()).at("network").at(call);
    }

    private static Optional<String> region(String name) {
        return name.equals(SAME) || name.equals(EDGE) ? Optional.empty() : Optional.of(name);
    }

    private static Optional<Latency> service(String name, String agent, String caller, Regions regions) {
        return switch (name) {
            case SAME -> Optional.empty();
            case EDGE -> between(caller, agent, regions);
            default -> agent.isEmpty() ? Optional.of(regions.hop()) : between(agent, name, regions);
        };
    }

    private static Optional<Latency> between(String one, String other, Regions regions) {
        return one.equals(other) ? Optional.empty() : Optional.of(regions.between(one, other));
    }

    private static void part(List<String> parts, String what, String where, Optional<Latency> away) {
        if (away.isPresent() || region(where).isPresent()) {
            parts.add(what + " " + where);
        }
    }
}
