package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.turngap.time.Latency;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Round trips between regions, ms, from {@code regions.yaml}, where each figure has its source.
 *
 * @param roundTrips by {@link #pair} of regions
 * @param hop round trip to a service at no known distance
 * @param jitterMs mean of the random delay of a message, one way
 */
record Regions(Map<String, Latency> roundTrips, Latency hop, double jitterMs) {

    private static final String FILE = "regions.yaml";

    Regions {
        roundTrips = Map.copyOf(roundTrips);
    }

    /** Those that come with the agent. */
    static Regions standard() {
        return Standard.REGIONS;
    }

    /**
     * Round trip between two regions that are not the same.
     *
     * @throws IllegalStateException when the file has none
     */
    Latency between(String one, String other) {
        Latency found = roundTrips.get(pair(one, other));
        if (found == null) {
            throw new IllegalStateException(
                    FILE + " has no round trip between " + one + " and " + other + "; add one with its source");
        }
        return found;
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) <= 0 ? one + " " + other : other + " " + one;
    }

    /** The range as P5 to P95 of a log-normal distribution. */
    private static Latency range(JsonNode figure) {
        double low = figure.required("low").asDouble();
        double high = figure.required("high").asDouble();
        return Latency.ofP95(Math.sqrt(low * high), high);
    }

    private static Regions read() {
        try (InputStream in = Regions.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path; build again");
            }
            JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(in);
            Map<String, Latency> roundTrips = new HashMap<>();
            for (JsonNode entry : file.required("round_trip_ms")) {
                JsonNode pair = entry.required("between");
                roundTrips.put(pair(pair.path(0).asText(), pair.path(1).asText()), range(entry));
            }
            return new Regions(
                    roundTrips,
                    range(file.required("hop")),
                    file.required("jitter").required("mean").asDouble());
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read: " + e.getMessage() + "; build again", e);
        }
    }

    /** Read once, when first asked for. */
    private static final class Standard {
        static final Regions REGIONS = read();
    }
}
