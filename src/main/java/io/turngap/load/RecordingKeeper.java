package io.turngap.load;

import io.turngap.call.CallResult;
import io.turngap.call.Recording;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.RecordingIndex;
import io.turngap.measure.Turn;
import io.turngap.sound.Pcm;
import io.turngap.sound.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps the sound of the worst turns, and of those that failed, as files: written as calls end, and removed when worse ones come, so that a
 * run that is killed has the worst so far and memory holds none.
 *
 * <p>Used on one thread.
 */
public final class RecordingKeeper {

    /** Answered turns that are kept: the slowest. */
    static final int WORST = 10;

    /** Failed turns that are kept: the first. */
    static final int FAILED = 40;

    private static final int LEAD_SAMPLES = Pcm.RATE_HZ;
    private static final int MOST_SAMPLES = 60 * Pcm.RATE_HZ;
    private static final int MICROS_A_SECOND = 1_000_000;

    private final Path runFolder;
    private final List<Kept> worst = new ArrayList<>();
    private final List<Kept> failed = new ArrayList<>();
    private Optional<String> problem = Optional.empty();

    private record Kept(long ttfaUs, RecordingIndex.Recording recording) {}

    /** Into a run's folder. */
    public RecordingKeeper(Path runFolder) {
        this.runFolder = runFolder;
    }

    /** Looks at the turns of a call that ended and keeps what is worth it. */
    public void callEnded(CallResult result, List<Turn> turns) {
        Map<Integer, CallResult.Mark> marks = new TreeMap<>();
        result.marks().forEach(mark -> marks.put(mark.turn(), mark));
        try {
            boolean changed = false;
            for (Turn turn : turns) {
                CallResult.Mark mark = marks.get(turn.turn());
                if (mark != null) {
                    changed |= consider(turn, mark, result.recording());
                }
            }
            if (changed) {
                List<RecordingIndex.Recording> all = new ArrayList<>();
                worst.forEach(kept -> all.add(kept.recording()));
                failed.forEach(kept -> all.add(kept.recording()));
                RecordingIndex.write(runFolder, all);
            }
        } catch (IOException refused) {
            problem = Optional.of("some recordings could not be written: " + refused.getMessage());
        }
    }

    /** What went wrong; recordings are a help, and their loss makes no run invalid. */
    public Optional<String> problem() {
        return problem;
    }

    private boolean consider(Turn turn, CallResult.Mark mark, Recording sound) throws IOException {
        if (!sound.whole() && mark.to() > sound.length()) {
            problem = Optional.of(
                    "the sound of some turns was not kept: of each call only the first " + sound.length() / Pcm.RATE_HZ
                            + " s are, so that all calls fit into memory; make fewer calls at once");
            return false;
        }
        if (turn.outcome() != Outcome.ANSWERED) {
            boolean room = failed.size() < FAILED;
            if (room) {
                failed.add(keep(Long.MAX_VALUE, turn, mark, sound));
            }
            return room;
        }
        if (turn.isGreeting() || turn.at(Milestone.FIRST_AUDIBLE).isEmpty()) {
            return false;
        }
        long ttfaUs = turn.at(Milestone.FIRST_AUDIBLE).getAsLong();
        if (worst.size() == WORST && ttfaUs <= worst.getLast().ttfaUs()) {
            return false;
        }
        worst.add(keep(ttfaUs, turn, mark, sound));
        worst.sort(Comparator.comparingLong(Kept::ttfaUs).reversed());
        if (worst.size() > WORST) {
            Files.deleteIfExists(worst.removeLast().recording().wav());
        }
        return true;
    }

    private Kept keep(long ttfaUs, Turn turn, CallResult.Mark mark, Recording sound) throws IOException {
        int from = Math.max(0, mark.from() - LEAD_SAMPLES);
        int to = Math.clamp(mark.to(), from, Math.max(from, Math.min(sound.length(), from + MOST_SAMPLES)));
        Path folder = Files.createDirectories(runFolder.resolve(RecordingIndex.FOLDER));
        Path wav = folder.resolve(RecordingIndex.fileName(turn.call(), turn.turn()));
        Files.write(
                wav,
                Wav.stereo(new Pcm(Pcm.RATE_HZ, sound.left(from, to)), new Pcm(Pcm.RATE_HZ, sound.right(from, to))));
        int zero = turn.isGreeting() ? mark.from() : mark.speechEnd();
        long zeroUs = (long) (zero - from) * MICROS_A_SECOND / Pcm.RATE_HZ;
        return new Kept(ttfaUs, new RecordingIndex.Recording(turn.call(), turn.turn(), wav, zeroUs));
    }
}
