package io.turngap.agent;

import io.turngap.time.Timeline;

/**
 * Keys that a caller presses, gathered to a number: it is complete at {@code #}, or when no key has come for {@value #PAUSE_MS} ms, and is
 * then what the caller said. {@code *} forgets what was pressed.
 */
final class Keypad {

    static final int PAUSE_MS = 2_000;

    private static final int MOST_KEYS = 32;

    private final Timeline timeline;
    private final AgentCall call;
    private final StringBuilder keys = new StringBuilder();
    private Timeline.Scheduled pause = () -> {};

    Keypad(Timeline timeline, AgentCall call) {
        this.timeline = timeline;
        this.call = call;
    }

    /**
     * A key was pressed.
     *
     * @throws ClientError when there is no such key
     */
    void pressed(String key) throws ClientError {
        char first = key.length() == 1 ? key.charAt(0) : ' ';
        if (first == '#') {
            complete();
        } else if (first == '*') {
            drop();
        } else if (first >= '0' && first <= '9') {
            if (keys.length() < MOST_KEYS) {
                keys.append(first);
            }
            pause.cancel();
            pause = timeline.after(PAUSE_MS * 1_000_000L, this::complete);
        } else {
            throw new ClientError(
                    "invalid_value", "digit", "No key '" + ClientError.shown(key) + "'; allowed: 0 to 9, * and #.");
        }
    }

    /** Forgets what was pressed. */
    void drop() {
        pause.cancel();
        keys.setLength(0);
    }

    private void complete() {
        String number = keys.toString();
        drop();
        if (!number.isEmpty()) {
            call.tell(number);
            if (!call.respond()) {
                call.cancel();
                call.respond();
            }
        }
    }
}
