package io.turngap.agent;

/** A mistake of a client's, told to it as an {@code error} event; the session goes on. */
final class ClientError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String param;

    /**
     * @param code for programs
     * @param param the field at fault, or empty
     * @param message for people: what happened, the value seen, what is allowed
     */
    ClientError(String code, String param, String message) {
        super(message, null, false, false);
        this.code = code;
        this.param = param;
    }

    String code() {
        return code;
    }

    String param() {
        return param;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** {@code value} cut to a length that an error message may have. */
    static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 77) + "...";
    }
}
