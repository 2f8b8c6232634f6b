package io.turngap.claims;

import io.turngap.claims.Finding.Figure;
import io.turngap.measure.Turn;
import java.util.ArrayList;
import java.util.List;

/** F11 and F12: what distance costs. */
final class ClaimNetwork {

    private static final String PROFILE = "production-2026";
    private static final String SECTION = "Use Edge Computing to Cut Network Delays";

    /** Points of percent on either side of a figure that is given to a tenth: another study would not hit the tenth. */
    private static final double GIVE = 5;

    private static final double MEDIAN_PERCENT = 37.3;
    private static final double P95_PERCENT = 39.8;
    private static final double JITTER_PERCENT = 24.6;

    private ClaimNetwork() {}

    /** F11. */
    static Finding edge(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> edge = runs.turns(PROFILE, services("edge"));
        List<Measurement> measured = new ArrayList<>();
        for (String region : List.of("asia", "europe", "us-west")) {
            List<Turn> far = runs.turns(PROFILE, services(region));
            Measurement median = math.fallShare("fall of P50, from " + region, far, edge, ClaimValue.TTFA, 0.5);
            Measurement slow = math.fallShare("fall of P95, from " + region, far, edge, ClaimValue.TTFA, 0.95);
            Measurement jitter = math.jitterFall("fall of jitter, from " + region, far, edge);
            boolean farthest = region.equals("asia");
            measured.add(judged(median, MEDIAN_PERCENT, farthest));
            measured.add(judged(slow, P95_PERCENT, farthest));
            measured.add(judged(jitter, JITTER_PERCENT, farthest));
        }
        return Finding.measured(
                new Figure("F11", "edge: median −37.3 %, P95 −39.8 %, jitter −24.6 %", SECTION),
                "profile production-2026 with a caller in us-east, recognition, model and synthesis in a far region, then at the edge. The"
                        + " article gives no distance: its farthest decides, for what that does not save no other does. Jitter is the mean"
                        + " absolute difference between the TTFA of successive turns of a call",
                List.of(),
                measured);
    }

    /** F12. */
    static Finding distances(ClaimRuns runs) {
        ClaimMath math = new ClaimMath(runs);
        List<Turn> near = runs.turns(PROFILE, "network.agent=us-east", "network.llm=us-east");
        List<Measurement> measured = new ArrayList<>();
        measured.add(added(math, "us-west", runs, near).beside(ClaimBand.of(60, 80)));
        measured.add(added(math, "europe", runs, near).beside(ClaimBand.of(80, 150)));
        measured.add(added(math, "asia", runs, near).beside(ClaimBand.of(150, 250)));
        String[] unplaced = {"network.caller=same", "network.agent=same", "network.stt=same", "network.tts=same"};
        List<Turn> together = runs.turns(PROFILE, with(unplaced, "network.llm=same"));
        List<Turn> hop = runs.turns(PROFILE, with(unplaced, "network.llm=us-west"));
        measured.add(math.fall("a hop to the model adds at P50", hop, together, ClaimValue.TTFA, 0.5)
                .beside(ClaimBand.of(20, 100)));
        return Finding.judged(
                new Figure(
                        "F12",
                        "US east to west 60–80, US to Europe 80–150, US to Asia 150–250 ms; a hop between services 20–100 ms",
                        SECTION),
                FindingVerdict.INPUT,
                "the model's round trips are these figures",
                "agent and services moved away from the caller together. Checked instead: that a move of everything adds one round trip to a turn, no more and no less",
                List.of(),
                measured);
    }

    private static Measurement judged(Measurement measured, double percent, boolean decides) {
        ClaimBand band = ClaimBand.about(percent, GIVE);
        return decides ? measured.against(band) : measured.beside(band);
    }

    private static Measurement added(ClaimMath math, String region, ClaimRuns runs, List<Turn> near) {
        List<Turn> far = runs.turns(PROFILE, with(services(region), "network.agent=" + region));
        return math.meanFall(region + " adds to a turn, mean", far, near, ClaimValue.TTFA);
    }

    private static String[] services(String region) {
        return new String[] {"network.stt=" + region, "network.llm=" + region, "network.tts=" + region};
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(String[]::new);
    }
}
