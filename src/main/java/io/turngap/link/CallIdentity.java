package io.turngap.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which call this is, for an agent that tells somebody else of it: its traces are found again by what was sent at connect.
 *
 * @param runId name of the run, which is also its folder's
 * @param call index of the call within the run, from 0
 */
public record CallIdentity(String runId, int call) {

    private static final HexFormat HEX = HexFormat.of();
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    /** A name for the call that no other run's call has, such as {@code 20261123-130501-order-status/7}. */
    public String name() {
        return runId + "/" + call;
    }

    /** W3C trace id: 32 hexadecimal digits, the same each time for the same run and call. */
    public String traceId() {
        return HEX.formatHex(digest(), 0, TRACE_ID_BYTES);
    }

    /** W3C span id of the call itself: 16 hexadecimal digits. */
    public String spanId() {
        return HEX.formatHex(digest(), TRACE_ID_BYTES, TRACE_ID_BYTES + SPAN_ID_BYTES);
    }

    /** W3C {@code traceparent} (Trace Context, level 1, section 3.2) with the call as parent, sampled. */
    public String traceparent() {
        return "00-" + traceId() + "-" + spanId() + "-01";
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
