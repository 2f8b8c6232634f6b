package io.turngap.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a turn ended. */
public enum Outcome {
    /** The agent replied after the caller's turn was over. */
    ANSWERED,
    /** No reply before the timeout. */
    MISSED,
    /** The agent started before the caller's turn was over. */
    CUT_OFF,
    /** The agent said that it gives no reply, because too much was asked of it. */
    RATE_LIMITED,
    /** The call broke during the turn. */
    ERROR;

    /** The name in files. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
