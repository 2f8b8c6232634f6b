package io.turngap.link;

import java.util.Objects;

/** A word that must never be printed: its {@link #toString} is three stars, so that records and messages which hold it are safe. */
public final class Secret {
    private final String value;

    /** Keeps {@code value}, which must not be blank. */
    public Secret(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
        this.value = value.strip();
    }

    String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
