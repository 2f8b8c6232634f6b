package io.turngap.link;

/** Names of WebSocket close codes (RFC 6455, 7.4.1, and the IANA registry). */
final class CloseCodes {

    /** How servers refuse a second client, or any when they are full. */
    static final int TRY_AGAIN_LATER = 1013;

    private CloseCodes() {}

    /** The code with its meaning, such as {@code 1011 (internal error)}. */
    static String named(int code) {
        return code + " (" + meaning(code) + ")";
    }

    private static String meaning(int code) {
        return switch (code) {
            case 1000 -> "normal";
            case 1001 -> "going away";
            case 1002 -> "protocol error";
            case 1003 -> "unsupported data";
            case 1005 -> "no code given";
            case 1007 -> "invalid data";
            case 1008 -> "policy violation: often a wrong key or no free place";
            case 1009 -> "message too big";
            case 1010 -> "extension missing";
            case 1011 -> "internal error";
            case 1012 -> "service restart";
            case 1013 -> "try again later";
            case 1014 -> "bad gateway";
            default ->
                code >= 4000 && code <= 4999
                        ? "the agent's own code"
                        : code >= 3000 && code <= 3999 ? "registered code" : "unknown";
        };
    }
}
