package io.turngap.claims;

import java.util.List;
import java.util.Optional;

/**
 * Every figure that was checked.
 *
 * @param seed origin of every random number
 * @param calls calls of each simulated run
 * @param simulated findings on the virtual timeline, where every latency is drawn
 * @param real findings over sockets; empty where none were asked for
 * @param realCalls calls of each run over sockets; 0 where there was none
 */
public record ClaimReport(long seed, int calls, List<Finding> simulated, List<Finding> real, int realCalls) {

    public ClaimReport {
        simulated = List.copyOf(simulated);
        real = List.copyOf(real);
    }

    /** The finding over sockets beside a simulated one. */
    public Optional<Finding> realOf(String id) {
        return real.stream().filter(finding -> finding.id().equals(id)).findFirst();
    }

    /** How many simulated findings have a verdict. */
    public long count(FindingVerdict verdict) {
        return simulated.stream()
                .filter(finding -> finding.verdict() == verdict)
                .count();
    }
}
