package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The block {@code load:} from a tree that the schema has passed; checks what a schema cannot say. */
final class LoadBuilder {

    /** Keys of {@code load} with which calls come by a schedule. */
    static final List<String> OPEN_KEYS = List.of("rate", "for", "ramp", "phases", "spacing", "most_in_flight");

    private static final List<String> CLOSED_KEYS = List.of("concurrency", "ramp_ms");
    private static final String AT = "/load";

    private final Places places;
    private final List<Mistake> mistakes;
    private final Path scenario;

    LoadBuilder(Places places, List<Mistake> mistakes, Path scenario) {
        this.places = places;
        this.mistakes = mistakes;
        this.scenario = scenario;
    }

    private static boolean isOpen(JsonNode root) {
        return root.path("load").has("rate") || root.path("load").has("phases");
    }

    /** Takes out the defaults of a closed model, where calls come by a schedule: the number of calls follows from it. */
    static void dropDefaults(ObjectNode root, Places places) {
        if (isOpen(root)) {
            for (String key : List.of("calls", "concurrency", "ramp_ms")) {
                if (!places.isKnown("/" + key)) {
                    root.remove(key);
                }
            }
        }
    }

    /** The plan of a scenario. */
    LoadPlan build(JsonNode root) {
        JsonNode load = root.path("load");
        if (!isOpen(root)) {
            for (String key : List.of("for", "ramp")) {
                if (load.has(key)) {
                    add(
                            AT + "/" + key,
                            "load." + key + " without a rate",
                            load.get(key),
                            "a rate beside it",
                            "add rate: 2/s");
                }
            }
            return new LoadPlan(List.of(), mostInFlight(load));
        }
        for (String key : CLOSED_KEYS) {
            if (root.has(key)) {
                add(
                        "/" + key,
                        key + " beside load, which says when calls start",
                        root.get(key),
                        "one of the two",
                        "remove one; on the command line --rate takes the place of both");
            }
        }
        boolean random = !load.path("spacing").asText().equals("even");
        List<LoadPhase> phases = load.has("phases") ? phases(load, random) : rate(root, load, random);
        if (mistakes.isEmpty() && phases.stream().noneMatch(LoadBuilder::hasCalls)) {
            add(AT, "a schedule without a call", load, "a rate above 0 somewhere", "raise a rate");
        }
        return new LoadPlan(phases, mostInFlight(load));
    }

    private static int mostInFlight(JsonNode load) {
        return load.path("most_in_flight").asInt(LoadPlan.MOST_IN_FLIGHT);
    }

    private static boolean hasCalls(LoadPhase phase) {
        return switch (phase) {
            case LoadPhase.Constant c -> c.callsASecond() > 0;
            case LoadPhase.Ramp r -> r.fromCallsASecond() > 0 || r.toCallsASecond() > 0;
            case LoadPhase.Step s -> s.fromCallsASecond() > 0 || s.toCallsASecond() > 0;
            case LoadPhase.Spike s -> s.callsASecond() > 0 || s.peakCallsASecond() > 0;
            case LoadPhase.Soak s -> s.callsASecond() > 0;
            case LoadPhase.Diurnal d -> d.peakCallsASecond() > 0;
            case LoadPhase.Trace t -> true;
        };
    }

    private List<LoadPhase> rate(JsonNode root, JsonNode load, boolean random) {
        double rate = rate(load, AT, "rate");
        if (!load.has("for") && !root.has("calls")) {
            add(AT + "/rate", "load.rate without an end", load.get("rate"), "for, or calls", "add for: 5m");
        }
        List<LoadPhase> phases = new ArrayList<>();
        if (load.has("ramp")) {
            phases.add(new LoadPhase.Ramp(0, rate, time(load, AT, "ramp"), random));
        }
        long forMs = load.has("for") ? time(load, AT, "for") : LoadPhase.MOST_MS;
        phases.add(new LoadPhase.Constant(rate, forMs, random));
        return phases;
    }

    private List<LoadPhase> phases(JsonNode load, boolean random) {
        for (String key : List.of("rate", "for", "ramp")) {
            if (load.has(key)) {
                add(
                        AT + "/" + key,
                        "load." + key + " beside load.phases",
                        load.get(key),
                        "one of the two",
                        "remove one");
            }
        }
        List<LoadPhase> phases = new ArrayList<>();
        for (int i = 0; i < load.get("phases").size(); i++) {
            String shape = load.get("phases").get(i).fieldNames().next();
            phases.add(phase(shape, load.get("phases").get(i).get(shape), AT + "/phases/" + i + "/" + shape, random));
        }
        return phases;
    }

    private LoadPhase phase(String shape, JsonNode of, String at, boolean random) {
        return switch (shape) {
            case "constant" -> new LoadPhase.Constant(rate(of, at, "rate"), time(of, at, "for"), random);
            case "ramp" -> new LoadPhase.Ramp(rate(of, at, "from"), rate(of, at, "to"), time(of, at, "for"), random);
            case "step" ->
                new LoadPhase.Step(
                        rate(of, at, "from"),
                        rate(of, at, "to"),
                        of.get("steps").asInt(),
                        time(of, at, "for"),
                        random);
            case "spike" -> spike(of, at, random);
            case "soak" -> soak(of, at, random);
            case "diurnal" -> diurnal(of, at, random);
            default -> trace(of);
        };
    }

    private LoadPhase spike(JsonNode of, String at, boolean random) {
        LoadPhase.Spike spike = new LoadPhase.Spike(
                rate(of, at, "rate"),
                rate(of, at, "peak"),
                time(of, at, "after", 0),
                of.has("rise") ? time(of, at, "rise", 0) : 0,
                time(of, at, "hold", 0),
                time(of, at, "for"),
                random);
        long needsMs = spike.afterMs() + 2 * spike.riseMs() + spike.holdMs();
        if (needsMs > spike.durationMs()) {
            add(
                    at + "/for",
                    "a spike that is not over at its end",
                    of.get("for"),
                    "at least after + 2 rise + hold, which are " + needsMs + " ms",
                    "raise for, or shorten the others");
        }
        return spike;
    }

    private LoadPhase soak(JsonNode of, String at, boolean random) {
        long forMs = time(of, at, "for");
        long rampMs = of.has("ramp") ? time(of, at, "ramp") : forMs / 20;
        if (rampMs > forMs) {
            add(at + "/ramp", "a ramp longer than the soak", of.get("ramp"), "at most for", "shorten the ramp");
        }
        return new LoadPhase.Soak(rate(of, at, "rate"), Math.min(rampMs, forMs), forMs, random);
    }

    private LoadPhase diurnal(JsonNode of, String at, boolean random) {
        double least = rate(of, at, "least");
        double peak = rate(of, at, "peak");
        if (least > peak) {
            add(at + "/least", "a least rate above the peak", of.get("least"), "at most the peak", "swap the two");
        }
        long dayMs = of.has("day") ? time(of, at, "day") : 24L * 3_600_000;
        return new LoadPhase.Diurnal(
                least,
                peak,
                of.has("peak_at") ? time(of, at, "peak_at", 0) : dayMs / 2,
                dayMs,
                time(of, at, "for"),
                random);
    }

    private LoadPhase trace(JsonNode of) {
        Path file = scenario.resolveSibling(of.get("file").asText()).normalize();
        return new LoadPhase.Trace(
                file,
                of.path("column").asText(""),
                of.path("speed").asDouble(1),
                of.path("repeat").asInt(1));
    }

    private double rate(JsonNode of, String at, String key) {
        double callsASecond = Quantity.callsASecond(of.get(key).asText());
        if (callsASecond > LoadPhase.MOST_CALLS_A_SECOND) {
            add(at + "/" + key, key + " is out of range", of.get(key), "0/s to 100000/s", "lower it");
        }
        return Math.min(callsASecond, LoadPhase.MOST_CALLS_A_SECOND);
    }

    private long time(JsonNode of, String at, String key) {
        return time(of, at, key, 1);
    }

    private long time(JsonNode of, String at, String key, long leastMs) {
        long ms = Quantity.ms(of.get(key).asText());
        if (ms < leastMs || ms > LoadPhase.MOST_MS) {
            add(
                    at + "/" + key,
                    key + " is out of range",
                    of.get(key),
                    leastMs + "ms to 31d",
                    "write something like 30s");
        }
        return Math.clamp(ms, leastMs, LoadPhase.MOST_MS);
    }

    private void add(String pointer, String what, JsonNode seen, String allowed, String todo) {
        mistakes.add(new Mistake(places.of(pointer), what, Wording.seen(seen), allowed, todo));
    }
}
