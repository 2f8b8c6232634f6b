package io.turngap.link;

import java.util.List;

/** What vendors' words for the end of a session mean, and what a person could do: they stand in errors and reasons, not in close codes. */
final class SessionEnds {

    /**
     * An ending that has a name.
     *
     * @param word as it stands in the agent's words
     * @param advice what it means and what to do
     */
    private record Known(String word, String advice) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    "session_expired",
                    "the session reached the longest that its vendor allows (OpenAI: 60 minutes): make calls shorter"),
            new Known(
                    "max_duration_exceeded",
                    "the call reached the longest that the agent's settings allow: make calls shorter, or raise it there"),
            new Known(
                    "CLIENT_MESSAGE_TIMEOUT",
                    "the vendor got no sound in time: check the network, and the format of the caller's sound in the agent's settings"),
            new Known(
                    "NET-0001",
                    "the vendor got no sound for about 10 s: check the network, and the format of the caller's sound"),
            new Known(
                    "transport_receive_timeout",
                    "the vendor heard nothing from the caller for 60 s: make the script's pauses shorter, or check the caller's sound"),
            new Known(
                    "the agent will close the connection soon",
                    "goAway: the vendor ends a connection after about 10 minutes: make calls shorter"),
            new Known(
                    "idle timeout",
                    "the agent gives up on a silent caller: make the script's pauses shorter, or raise the agent's limit"));

    private SessionEnds() {}

    /** Advice on the first ending that {@code words} name, with a separator before it; empty where they name none. */
    static String advice(String words) {
        for (Known known : KNOWN) {
            if (words.contains(known.word())) {
                return "; " + known.advice();
            }
        }
        return "";
    }
}
