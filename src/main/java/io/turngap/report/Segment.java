package io.turngap.report;

import io.turngap.measure.Stage;
import io.turngap.measure.Turn;
import io.turngap.measure.Waterfall;
import java.util.List;

/**
 * One stretch of one reply, as it is drawn.
 *
 * @param startUs begin, µs from the caller's last word
 * @param endUs end, µs from the caller's last word
 * @param modelled true when the agent says that the stage's latency is modelled
 */
record Segment(Stage stage, long startUs, long endUs, boolean modelled) {

    /** The way from the caller's last word to the first audible sample; empty for a turn without a reply, or with one that came too early. */
    static List<Segment> of(Turn turn) {
        return Waterfall.of(turn)
                .filter(w -> w.totalUs() > 0)
                .map(w -> w.segments().stream()
                        .map(s -> new Segment(
                                s.stage(),
                                s.startUs(),
                                s.endUs(),
                                turn.modelled().contains(s.stage().wireName())))
                        .toList())
                .orElse(List.of());
    }

    String name() {
        return stage.wireName();
    }

    long lengthUs() {
        return endUs - startUs;
    }
}
