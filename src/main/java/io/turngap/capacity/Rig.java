package io.turngap.capacity;

import java.util.List;
import java.util.Map;

/** Puts a load on an agent. */
public interface Rig {

    /**
     * Makes the calls of a step until it lets the load go, and returns when the last of them has ended.
     *
     * @param index of the step, from 1
     * @param step is told of each call
     */
    Aftermath run(int index, StepRun step);

    /**
     * What is known besides the calls.
     *
     * @param invalid why the instrument was no witness; empty when it was one
     * @param endings failed calls by kind of ending
     * @param folder of the journal, below the search's; empty for none
     * @param stopped true when a person ended it
     * @param ceiling what may be asked of the agent, where that was reached; empty otherwise
     * @param example why the first call failed; empty for none
     */
    record Aftermath(
            List<String> invalid,
            Map<String, Integer> endings,
            String folder,
            boolean stopped,
            String ceiling,
            String example) {

        /** Without a word on a call that failed. */
        Aftermath(List<String> invalid, Map<String, Integer> endings, String folder, boolean stopped, String ceiling) {
            this(invalid, endings, folder, stopped, ceiling, "");
        }

        public Aftermath {
            invalid = List.copyOf(invalid);
            endings = Map.copyOf(endings);
        }
    }
}
