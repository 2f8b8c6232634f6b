package io.turngap.explain;

import io.turngap.measure.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * Something that can be changed about an agent, and what it would do to the stages of a turn.
 *
 * @param id short name, lower case with underscores
 * @param title what to do, in a line
 * @param levers the bundled agent's levers that do it, such as {@code L15}
 * @param step where it stands in the article's action plan
 * @param stages the stages that it shortens; their times are replaced together where there are several
 * @param low their new time at the cautious end, µs from µs; never longer than it was
 * @param high their new time at the hopeful end, µs from µs
 * @param basis where the new time comes from
 * @param cost what it costs beside money
 */
record Remedy(
        String id,
        String title,
        List<String> levers,
        String step,
        List<Stage> stages,
        LongUnaryOperator low,
        LongUnaryOperator high,
        String basis,
        String cost) {

    Remedy {
        levers = List.copyOf(levers);
        stages = List.copyOf(stages);
    }

    /** What a turn would be quicker by, µs, at the cautious end; 0 where its stages were not seen. */
    long savedLowUs(Map<Stage, Long> stagesUs) {
        return saved(stagesUs, low);
    }

    /** What a turn would be quicker by, µs, at the hopeful end. */
    long savedHighUs(Map<Stage, Long> stagesUs) {
        return saved(stagesUs, high);
    }

    private long saved(Map<Stage, Long> stagesUs, LongUnaryOperator shortened) {
        long wasUs = 0;
        for (Stage stage : stages) {
            wasUs += stagesUs.getOrDefault(stage, 0L);
        }
        return wasUs <= 0 ? 0 : wasUs - Math.clamp(shortened.applyAsLong(wasUs), 0, wasUs);
    }
}
