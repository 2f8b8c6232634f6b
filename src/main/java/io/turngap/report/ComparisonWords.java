package io.turngap.report;

import io.turngap.measure.Comparison;
import io.turngap.measure.Comparison.Decile;
import io.turngap.measure.Comparison.Grown;
import io.turngap.measure.Comparison.Row;
import io.turngap.measure.Comparison.Side;
import io.turngap.measure.RunRecord;
import io.turngap.measure.RunRecord.GateResult;
import io.turngap.measure.RunRecord.Verdict;
import io.turngap.measure.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run beside its baseline, in sentences and figures: the same in every form of the report. */
final class ComparisonWords {

    static final String TITLE = "Against the baseline";

    static final String SLOWER = "slower";
    static final String FASTER = "faster";
    static final String SAME = "same";
    static final String UNSURE = "unsure";

    private static final List<String> ORDER = List.of("p95", "p50", "p90", "p99");
    private static final int MOST_GROWN = 3;
    private static final int LONGEST_VERDICT = 12;

    private ComparisonWords() {}

    /** What grew by how much, and which stage made it so; empty where the two have no such metric in common. */
    static Optional<String> headline(RunRecord run, Comparison it) {
        Optional<Row> chosen = row(run, it);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        Row row = chosen.get();
        String name = percentile(row.statistic()) + " of " + ProbeStory.headline(run);
        String values = Figures.ms(row.wasMs()) + " to " + Figures.ms(row.isMs()) + "\u00a0ms";
        String said = change(row) + interval(row).map(i -> " (" + i + ")").orElse("");
        String sentence = switch (row.verdict()) {
            case SLOWER -> name + " grew from " + values + ", " + said;
            case FASTER -> name + " fell from " + values + ", " + said;
            case SAME -> name + " is the same within 5\u00a0%: " + values.replace(" to ", " and ") + ", " + said;
            case UNSURE ->
                name + " went from " + values + ", " + said + ", which may be chance with this many "
                        + Story.things(run);
            default -> name + " went from " + values + ", " + said;
        };
        String before = run.verdict() == Verdict.INVALID ? "If the figures could be trusted: " : "";
        String stages = grew(it).map(grown -> "; " + grown)
                .orElse(row.verdict().equals(SLOWER) && !it.stages().isEmpty() ? "; no single stage stands out" : "");
        return Optional.of(before + sentence + stages + ".");
    }

    /** The row that the headline is about: the first percentile of the headline metric that got slower, else the first there is. */
    private static Optional<Row> row(RunRecord run, Comparison it) {
        List<Row> rows = new ArrayList<>();
        for (String statistic : ORDER) {
            it.rows().stream()
                    .filter(row -> row.name().equals(run.headline()) && statistic.equals(row.statistic()))
                    .forEach(rows::add);
        }
        return rows.stream()
                .filter(row -> row.verdict().equals(SLOWER))
                .findFirst()
                .or(() -> rows.stream().findFirst());
    }

    /** Which stages grew, the largest first; empty where none did. */
    static Optional<String> grew(Comparison it) {
        if (it.grew().isEmpty()) {
            return Optional.empty();
        }
        Grown first = it.grew().getFirst();
        StringBuilder said = new StringBuilder(first.stage())
                .append(" grew by ")
                .append(Figures.span(first.meanMs()))
                .append(" in the mean")
                .append(share(first));
        for (Grown next : it.grew().stream().skip(1).limit(MOST_GROWN - 1).toList()) {
            said.append(", ").append(next.stage()).append(" by ").append(Figures.span(next.meanMs()));
        }
        return Optional.of(said.toString());
    }

    private static String share(Grown grown) {
        Double share = grown.shareOfGrowth();
        if (share == null || !Double.isFinite(share) || share <= 0) {
            return "";
        }
        return share > 1.005
                ? ", more than the whole wait, as others shrank"
                : ", which is " + Figures.percent(share) + " of what the wait grew by";
    }

    /** Who is held against whom. */
    static String who(RunRecord run, Comparison it) {
        String here = "This run of " + run.agent().address() + " ("
                + size(run.counts().getOrDefault("calls", 0L), run.counts().getOrDefault("turns", 0L), run) + ")";
        List<Side> sides = it.baselines();
        if (sides.isEmpty()) {
            return here + ".";
        }
        if (sides.size() == 1) {
            Side side = sides.getFirst();
            boolean own = it.design().equals(Comparison.INTERLEAVED);
            return here + " is held against " + (own ? "" : side.runId() + ", a run of ") + side.agent()
                    + (own ? ", called beside it" : "") + " (" + size(side.calls(), side.turns(), run) + ").";
        }
        long calls = sides.stream().mapToLong(Side::calls).sum();
        long turns = sides.stream().mapToLong(Side::turns).sum();
        return here + " is held against " + sides.size() + " runs, "
                + sides.getFirst().runId() + " to " + sides.getLast().runId() + " (" + size(calls, turns, run) + ").";
    }

    private static String size(long calls, long turns, RunRecord run) {
        return run.probe().isPresent()
                ? Figures.count(turns, "request")
                : Figures.count(calls, "call") + ", " + Figures.count(turns, "turn");
    }

    /** By which design, in a few words. */
    static String design(Comparison it) {
        return switch (it.design()) {
            case Comparison.INTERLEAVED -> "pairs in one run";
            case Comparison.STORED -> it.baselines().size() > 1 ? "several stored runs" : "one stored run";
            default -> it.design();
        };
    }

    /** What must be said beside the figures: what the design can tell, then the notes, each a sentence. */
    static List<String> notes(Comparison it) {
        List<String> notes = new ArrayList<>();
        boolean drift = it.notes().stream().anyMatch(note -> note.contains("drift"));
        if (it.design().equals(Comparison.INTERLEAVED)) {
            notes.add("Both agents were called within this run, in pairs of the same call: what drifts meets both.");
        } else if (!drift) {
            notes.add(
                    it.baselines().size() > 1
                            ? "The baseline is of stored runs: drift between them and this run is not controlled."
                            : "The baseline is a stored run: drift between the two runs is not controlled.");
        }
        if (it.baselines().size() > 1) {
            notes.add(
                    "Runs are drawn first and then their calls, so that what differs from run to run counts as chance.");
        }
        it.notes().stream()
                .filter(note -> !note.isBlank())
                .map(ComparisonWords::sentence)
                .forEach(notes::add);
        return notes;
    }

    private static String sentence(String note) {
        String upper = ProbeStory.upper(note.strip());
        return upper.endsWith(".") ? upper : upper + ".";
    }

    /** {@code p95} as P95. */
    static String percentile(String statistic) {
        return statistic.toUpperCase(Locale.ROOT);
    }

    /** Change of a row, percent of the baseline's where there is such, else in ms. */
    static String change(Row row) {
        return row.changePercent() == null
                ? signedMs(row.isMs() - row.wasMs()) + "\u00a0ms"
                : percent(row.changePercent());
    }

    /** 95 % interval of a row's change; empty where the sample cannot carry one. */
    static Optional<String> interval(Row row) {
        return row.changePercent() == null || row.ci95Percent().size() != 2
                ? Optional.empty()
                : Optional.of(range(row.ci95Percent()));
    }

    /** An interval in percent, such as {@code +14 to +27 %}; of ends that would read alike {@code +13.0 to +13.4 %}. */
    static String range(List<Double> percent) {
        String low = percent(percent.get(0));
        String high = percent(percent.get(1));
        if (low.equals(high) && Math.abs(percent.get(0)) >= 9.95) {
            return String.format(Locale.ROOT, "%+.1f to %+.1f\u00a0%%", percent.get(0), percent.get(1))
                    .replace('-', '−');
        }
        return low.substring(0, Math.max(0, low.indexOf('\u00a0'))) + " to " + high;
    }

    /** Signed percent: {@code +20 %}, {@code −3.4 %}, {@code 0 %}. */
    static String percent(double percent) {
        if (!Double.isFinite(percent)) {
            return Figures.NONE + "\u00a0%";
        }
        String size = String.format(Locale.ROOT, Math.abs(percent) < 9.95 ? "%.1f" : "%.0f", Math.abs(percent))
                .replaceAll("\\.0$", "");
        return (size.equals("0") ? "" : percent < 0 ? "−" : "+") + size + "\u00a0%";
    }

    /** Signed milliseconds for a column whose head names the unit. */
    static String signedMs(double ms) {
        if (!Double.isFinite(ms)) {
            return Figures.NONE;
        }
        String text = Figures.ms(ms);
        return ms > 0 && !text.equals("0") ? "+" + text : text;
    }

    /** An interval in milliseconds; empty where there is none. */
    static Optional<String> rangeMs(List<Double> ms) {
        return ms.size() == 2 ? Optional.of(signedMs(ms.get(0)) + " to " + signedMs(ms.get(1))) : Optional.empty();
    }

    /** The verdict on a row with a sign, for forms without colour. */
    static String marked(String verdict) {
        String sign = switch (verdict) {
            case SLOWER -> "▲ ";
            case FASTER -> "▼ ";
            case SAME -> "= ";
            case UNSURE -> "? ";
            default -> "";
        };
        return sign + word(verdict);
    }

    /** The verdict on a row, also one that a later version may know. */
    static String word(String verdict) {
        return verdict.length() > LONGEST_VERDICT ? verdict.substring(0, LONGEST_VERDICT) + "…" : verdict;
    }

    /** The deciles that can be drawn, in order. */
    static List<Decile> shift(Comparison it) {
        return it.shift().stream()
                .filter(d -> d.quantile() > 0 && d.quantile() < 1 && Double.isFinite(d.shiftMs()))
                .sorted(java.util.Comparator.comparingDouble(Decile::quantile))
                .limit(40)
                .toList();
    }

    /** {@code 0.5} as P50. */
    static String quantile(double quantile) {
        return "P" + String.format(Locale.ROOT, "%.1f", quantile * 100).replaceAll("\\.0$", "");
    }

    /** Where on the other side of 0 the whole interval lies: {@link #SLOWER}, {@link #FASTER}; else {@link #UNSURE}. */
    static String side(Decile decile) {
        if (decile.ci95Ms().size() != 2) {
            return UNSURE;
        }
        return decile.ci95Ms().get(0) > 0 ? SLOWER : decile.ci95Ms().get(1) < 0 ? FASTER : UNSURE;
    }

    /** Both figures that a regression compares, such as {@code 1 012 to 1 215 ms}; empty of other gates. */
    static Optional<String> both(GateResult gate) {
        @Nullable Double was = gate.was();
        @Nullable Double is = gate.is();
        if (was == null || is == null) {
            return Optional.empty();
        }
        String unit = unit(gate);
        String from = Figures.gate(was, unit);
        return Optional.of(from.substring(0, from.lastIndexOf('\u00a0')) + " → " + Figures.gate(is, unit));
    }

    /** In what a regression's two figures are: percent of a rate, ms of a percentile. */
    static String unit(GateResult gate) {
        return Share.NAMES.contains(gate.metric()) ? "%" : "ms";
    }

    /** A p-value for people: {@code 0.032}, {@code < 0.001}. */
    static String p(@Nullable Double p) {
        return p == null || !Double.isFinite(p)
                ? Figures.NONE
                : p < 0.001 ? "<\u00a00.001" : String.format(Locale.ROOT, "%.3f", p);
    }
}
