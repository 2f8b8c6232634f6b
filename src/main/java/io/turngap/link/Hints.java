package io.turngap.link;

/** What a person could do about an HTTP status, whatever the protocol. */
final class Hints {

    private Hints() {}

    /** Begins with a separator; empty where there is no advice. */
    static String of(int status) {
        return switch (status) {
            case 404 -> "; check the path";
            case 429 -> "; the agent limits how many may call: make fewer calls at once";
            case 502, 503, 504 -> "; the agent is overloaded or not up: try again, or make fewer calls at once";
            default -> status >= 300 && status < 400 ? "; redirects are not followed: give the final address" : "";
        };
    }
}
