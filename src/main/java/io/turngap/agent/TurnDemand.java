package io.turngap.agent;

/**
 * What a caller's words truly demand, judged by the matter: the subjects that the templated {@link Dialogue} treats as high stakes (health,
 * money) need the larger model, everything else does not. It is what {@link HybridRouting} is held against, and never what it goes by: a
 * router sees words before anybody knows their matter.
 */
final class TurnDemand {

    private TurnDemand() {}

    /** True when a small model must not be trusted with it. */
    static boolean isComplex(String heard) {
        Understanding words = Understanding.of(heard);
        return words.says("chest", "breathing", "emergency")
                || words.says("refill", "medication", "dosage", "dose", "prescription", "pills")
                || words.says("transfer", "send") && words.says("money", "dollars", "account", "pounds")
                || words.says("dispute", "charge", "fraud", "stolen", "card");
    }
}
