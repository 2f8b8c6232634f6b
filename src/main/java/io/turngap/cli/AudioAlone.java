package io.turngap.cli;

import io.turngap.gate.ExitCode;
import io.turngap.gate.Rule;
import io.turngap.measure.Comparison;
import io.turngap.measure.Metrics;
import io.turngap.measure.RunRecord;
import io.turngap.measure.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What recordings can be judged by: a gate on what nobody could hear would pass for want of evidence. */
final class AudioAlone {

    private static final List<String> HEARD = List.of(
            Metrics.TTFA,
            Metrics.GREETING,
            Metrics.BARGE_IN_STOP,
            Metrics.RECOVERY,
            Metrics.DEAD_AIR,
            Metrics.TALK_OVER,
            Share.MISSED,
            Share.FALSE_CUT_OFF);

    private AudioAlone() {}

    /** Those of some metrics that were heard: a missed turn waits for packets, too, which nobody saw. */
    static Map<String, RunRecord.Summary> heard(Map<String, RunRecord.Summary> metrics) {
        Map<String, RunRecord.Summary> heard = new LinkedHashMap<>(metrics);
        heard.keySet().retainAll(HEARD);
        return heard;
    }

    /** That of a comparison which was heard; stages are what an agent or its link tells. */
    static Comparison heard(Comparison all) {
        return new Comparison(
                all.design(),
                all.baselines(),
                all.notes(),
                all.rows().stream().filter(row -> HEARD.contains(row.name())).toList(),
                List.of(),
                all.shift(),
                List.of());
    }

    /** Refuses rules on what audio alone does not tell. */
    static void check(List<Rule> rules) {
        for (Rule rule : rules) {
            if (!HEARD.contains(rule.metric())) {
                throw new CommandFailure(
                        ExitCode.USAGE.code(),
                        "the gate \"" + rule.text() + "\" is about " + rule.metric()
                                + ", which audio alone does not tell; allowed for recordings are "
                                + String.join(", ", HEARD) + ": remove it, or gate a `run`");
            }
        }
    }
}
