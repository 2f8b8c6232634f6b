package io.turngap.cli;

import io.turngap.link.LinkException;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.Ceiling;
import io.turngap.load.RunBook;
import io.turngap.measure.RunFolder;
import io.turngap.scenario.CheckedScenario;

/**
 * One of the agents that a run calls.
 *
 * @param title what it is to the run, such as {@code the baseline}; for people
 * @param address where it is called: that of the option, or of the process that was started for it
 * @param checked the scenario with this agent's settings
 * @param reached how it was found to be reached, before anything was written
 * @param options of the link
 * @param folder takes its side of the run
 * @param book writes that side's facts
 */
record Callee(
        String title,
        String address,
        CheckedScenario checked,
        AgentChoice.Reached reached,
        LinkOptions options,
        RunFolder folder,
        RunBook book) {

    /** What the run's own agent is called. */
    static final String CANDIDATE = "the candidate";

    /** What the agent is called that the run's own is held against. */
    static final String BASELINE = "the baseline";

    /** True where a process of its own is to be started for it. */
    boolean isBundled() {
        return address.equals(AgentChoice.BUNDLED);
    }

    /** The same at the address of its process. */
    Callee at(String started) {
        return new Callee(title, started, checked, reached, options, folder, book);
    }

    /** Opens the link; one to an agent of this machine never leaves it. */
    SocketLink open() {
        try {
            SocketLink link = Links.open(address, options);
            if (reached.ceiling().equals(Ceiling.NONE)) {
                link.stayHere();
            }
            return link;
        } catch (LinkException wrong) {
            throw AgentChoice.wrong(wrong);
        }
    }
}
