package io.turngap.bench;

import io.turngap.analyze.Analysis;
import io.turngap.analyze.Analyst;
import io.turngap.analyze.KnownCall;
import io.turngap.analyze.Rules;
import io.turngap.analyze.Stretch;
import io.turngap.measure.JournalReader;
import io.turngap.measure.Milestone;
import io.turngap.measure.RecordingIndex;
import io.turngap.measure.Turn;
import io.turngap.sound.Fixtures;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How far `analyze` is from the truth, where the truth is known: calls laid together from the fixtures, clean and spoilt, and the recordings
 * of runs, whose journals know. Not a test; run its {@code main} from the project's root, a minute. Arguments: folders of runs. Prints the
 * table of {@code docs/analyze.md}.
 */
public final class AnalyzeBench {

    private static final int CALLS = 12;
    private static final int TURNS = 6;
    private static final long SEED = 4;
    /** A found turn further from a true one than this is another. */
    private static final long SAME_SAMPLES = Pcm.RATE_HZ / 2;

    private final Fixtures fixtures = Fixtures.open(KnownCall.FIXTURES);
    private final Path folder;

    private AnalyzeBench(Path folder) {
        this.folder = folder;
    }

    /** Prints the table. */
    public static void main(String[] runs) throws IOException {
        Path folder = Files.createTempDirectory("analyze-bench");
        AnalyzeBench bench = new AnalyzeBench(folder);
        System.out.println(
                "| recordings | turns | found | spurious | end of caller's speech: bias, median, P95, worst | start of the agent's: bias, median, P95, worst |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        bench.row("clean", (call, i) -> {});
        for (String bed : List.of("line-hiss", "office", "street", "cafe", "hold-music")) {
            for (int snrDb : new int[] {20, 15, 10}) {
                bench.row(
                        bed + " behind the caller, " + snrDb + " dB", (call, i) -> call.noise(bed, snrDb, i * 12_345));
            }
        }
        bench.row("telephone line", (call, i) -> call.line());
        bench.row("echo both ways, -20 dB, 40 ms later", (call, i) -> call.echo(-20, 40));
        bench.row("cross-talk both ways, -15 dB", (call, i) -> call.echo(-15, 0));
        bench.row(
                "hiss in both at 30 dB, echo -25 dB 120 ms, line",
                (call, i) -> call.noise("line-hiss", 30, i * 999)
                        .agentNoise("line-hiss", 30, i * 777)
                        .echo(-25, 120)
                        .line());
        bench.row(
                "street 15 dB, echo -20 dB, line",
                (call, i) -> call.noise("street", 15, i * 999).echo(-20, 40).line());
        for (String run : runs) {
            bench.run(Path.of(run));
        }
        Files.deleteIfExists(folder);
    }

    private void row(String name, BiConsumer<KnownCall, Integer> spoil) throws IOException {
        Errors errors = new Errors();
        for (int i = 0; i < CALLS; i++) {
            KnownCall call = call(i);
            spoil.accept(call, i);
            Path wav = folder.resolve("call.wav");
            Files.write(wav, call.wav());
            Analysis found = new Analyst(Rules.STANDARD, "bench")
                    .analyse(i, wav, OptionalInt.of(0), "known")
                    .analysis()
                    .orElseThrow();
            errors.add(call, found);
            Files.delete(wav);
        }
        System.out.println(errors.row(name));
    }

    /** A greeting, then utterances and replies, 0.15 to 2.5 s apart. */
    private KnownCall call(int index) {
        UniformRandomProvider random = new Seeds(SEED).at("analyze").at(index).random();
        List<String> said = fixtures.entries().stream().map(Fixtures.Entry::id).toList();
        List<String> replies = fixtures.entries().stream()
                .filter(entry -> !entry.human())
                .map(Fixtures.Entry::id)
                .toList();
        KnownCall call = new KnownCall(fixtures, 120);
        long at = call.agentSays(replies.get(random.nextInt(replies.size())), 12_000);
        for (int turn = 0; turn < TURNS; turn++) {
            at = call.callerSays(said.get(random.nextInt(said.size())), at + gap(random));
            at = call.agentSays(replies.get(random.nextInt(replies.size())), at + gap(random));
        }
        return call;
    }

    private static long gap(UniformRandomProvider random) {
        return random.nextLong(2_400, 40_000);
    }

    /** A run's own recordings; the sound begins a second before the utterance and ends with the turn. */
    private void run(Path run) throws IOException {
        Errors errors = new Errors();
        List<Turn> journal = JournalReader.read(run.resolve("turns.jsonl")).turns();
        for (RecordingIndex.Recording recording : RecordingIndex.read(run)) {
            Turn truth = journal.stream()
                    .filter(turn -> turn.call() == recording.call() && turn.turn() == recording.turn())
                    .findFirst()
                    .orElseThrow();
            if (truth.isGreeting()) {
                continue;
            }
            Analysis found = new Analyst(Rules.STANDARD, "bench")
                    .analyse(recording.call(), recording.wav(), OptionalInt.of(0), "known")
                    .analysis()
                    .orElseThrow();
            long zero = recording.zeroUs() * Pcm.RATE_HZ / 1_000_000;
            errors.turns++;
            found.placed().stream()
                    .filter(one -> Math.abs(one.zero() - zero) < SAME_SAMPLES)
                    .findFirst()
                    .ifPresent(one -> {
                        errors.found++;
                        errors.ends.add(one.zero() - zero);
                        if (truth.at(Milestone.FIRST_AUDIBLE).isPresent()
                                && one.turn().at(Milestone.FIRST_AUDIBLE).isPresent()) {
                            long heard =
                                    samples(truth.at(Milestone.FIRST_AUDIBLE).getAsLong());
                            errors.starts.add(one.zero()
                                    + samples(one.turn()
                                            .at(Milestone.FIRST_AUDIBLE)
                                            .getAsLong())
                                    - zero
                                    - heard);
                        }
                    });
        }
        System.out.println(errors.row("recordings of the run " + run.getFileName()));
    }

    private static long samples(long us) {
        return Math.round(us * (double) Pcm.RATE_HZ / 1_000_000);
    }

    /** What was found against what is true. */
    private static final class Errors {
        private int turns;
        private int found;
        private int spurious;
        private final List<Long> ends = new ArrayList<>();
        private final List<Long> starts = new ArrayList<>();

        void add(KnownCall call, Analysis analysis) {
            List<Analysis.Placed> spoken = new ArrayList<>(analysis.placed());
            spoken.removeIf(one -> one.turn().isGreeting());
            turns += call.callerTruth().size();
            for (int i = 0; i < call.callerTruth().size(); i++) {
                Stretch truth = call.callerTruth().get(i);
                Stretch reply = call.agentTruth().get(i + 1);
                spoken.stream()
                        .filter(one -> Math.abs(one.zero() - truth.last()) < SAME_SAMPLES)
                        .findFirst()
                        .ifPresent(one -> {
                            found++;
                            spoken.remove(one);
                            ends.add(one.zero() - truth.last());
                            one.turn()
                                    .at(Milestone.FIRST_AUDIBLE)
                                    .ifPresent(us -> starts.add(one.zero() + samples(us) - reply.first()));
                        });
            }
            spurious += spoken.size();
        }

        String row(String name) {
            return "| " + name + " | " + turns + " | " + found + " | " + spurious + " | " + figures(ends) + " | "
                    + figures(starts) + " |";
        }

        private static String figures(List<Long> errors) {
            if (errors.isEmpty()) {
                return "–";
            }
            long[] signed = sorted(errors, Long::longValue);
            long[] size = sorted(errors, Math::abs);
            return String.format(
                    Locale.ROOT,
                    "%+.1f, %.1f, %.1f, %.1f ms",
                    ms(rank(signed, 0.5)),
                    ms(rank(size, 0.5)),
                    ms(rank(size, 0.95)),
                    ms(size[size.length - 1]));
        }

        private static long[] sorted(List<Long> values, ToLongFunction<Long> of) {
            long[] sorted = values.stream().mapToLong(of).toArray();
            Arrays.sort(sorted);
            return sorted;
        }

        private static long rank(long[] sorted, double share) {
            return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
        }

        private static double ms(long samples) {
            return samples * 1_000.0 / Pcm.RATE_HZ;
        }
    }
}
