package io.turngap.report;

import io.turngap.measure.InstrumentFacts;
import io.turngap.measure.RunRecord.Validity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the instrument noted of itself and its machine, in words: for the page's last table. */
final class InstrumentWords {

    private InstrumentWords() {}

    /** By name; what was not noted is left out. */
    static Map<String, String> of(Validity validity) {
        Map<String, String> words = new LinkedHashMap<>();
        Map<String, Double> cpu = validity.cpu();
        put(words, "instrument CPU", cpu.get("instrument_cores"), "%.2f cores");
        put(words, "cores it may use", cpu.get("cores"), "%.0f");
        percent(words, "machine CPU", cpu.get("machine_share"), " busy");
        percent(words, "taken by the hypervisor", cpu.get("stolen_share"), "");
        InstrumentFacts facts = validity.instrument();
        if (facts == null) {
            return words;
        }
        if (!facts.cores().isEmpty()) {
            words.put(
                    "each core, busy",
                    facts.cores().stream()
                            .map(core -> Figures.percent(core.busy())
                                    + (core.busiestSecond() == null
                                            ? ""
                                            : " (worst second " + Figures.percent(core.busiestSecond()) + ")"))
                            .collect(Collectors.joining(", ")));
        }
        put(words, "longest stall of an event loop", ms(facts.stallsUs().get("loop_max")), "%.1f ms");
        put(words, "longest stall of the whole program", ms(facts.stallsUs().get("process_max")), "%.1f ms");
        put(words, "largest step of the wall clock", ms(facts.clockUs().get("step_max")), "%.1f ms");
        put(words, "heap in use after collections", facts.memoryMb().get("heap_after_gc_last"), "%.0f MB");
        put(words, "heap, at most", facts.memoryMb().get("heap_limit"), "%.0f MB");
        Double due = facts.arrivals().get("due");
        Double started = facts.arrivals().get("started");
        if (due != null && started != null) {
            words.put("calls due and started", text("%.0f and %.0f", due, started) + rates(facts.arrivals()));
        }
        return words;
    }

    private static String rates(Map<String, Double> arrivals) {
        Double due = arrivals.get("due_per_s");
        Double started = arrivals.get("started_per_s");
        return due == null || started == null ? "" : text(" (%.3g and %.3g a second)", due, started);
    }

    private static void put(Map<String, String> words, String name, @Nullable Double value, String format) {
        if (value != null) {
            words.put(name, text(format, value));
        }
    }

    private static void percent(Map<String, String> words, String name, @Nullable Double share, String after) {
        if (share != null) {
            words.put(name, Figures.percent(share) + after);
        }
    }

    private static @Nullable Double ms(@Nullable Long us) {
        return us == null ? null : us / 1e3;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
