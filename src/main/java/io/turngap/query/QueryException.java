package io.turngap.query;

/** A question that cannot be answered: the SQL is wrong, or DuckDB is not here or does not run here. The message is for the user. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    QueryException(String message) {
        super(message);
    }

    QueryException(String message, Throwable cause) {
        super(message, cause);
    }
}
