package io.turngap.analyze;

import io.turngap.measure.RecordingIndex;
import io.turngap.sound.Pcm;
import io.turngap.sound.WavStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Analyses recordings of calls, one party a channel. A file is read twice: once from beginning to end for its levels, then only around
 * the edges of speech, for their samples.
 */
public final class Analyst {

    /** Speech that stands less out of the noise than this has uncertain edges. */
    private static final double NOISY_DB = 20;

    private final Rules rules;
    private final String scenario;

    /**
     * An analyst.
     *
     * @param scenario name that stands in the journal's lines
     */
    public Analyst(Rules rules, String scenario) {
        this.rules = rules;
        this.scenario = scenario;
    }

    /**
     * What came of a file: an analysis; or only the evidence on its channels, where that is too weak to go on.
     *
     * @param sides which channel is the caller's, and why
     * @param analysis empty where {@code sides} is not decided
     */
    public record Outcome(Sides sides, Optional<Analysis> analysis) {}

    /**
     * Analyses a file.
     *
     * @param call index of the call
     * @param caller the caller's channel, 0 for left; empty to find it out
     * @param because why it is that one, where it is given
     * @throws io.turngap.sound.SoundException when it is no recording that can be analysed
     */
    public Outcome analyse(int call, Path file, OptionalInt caller, String because) {
        try (WavStream wav = WavStream.open(file)) {
            Listening heard = Listening.to(file, wav);
            Sides sides = caller.isPresent()
                    ? new Sides(caller.getAsInt(), Sides.CERTAIN, List.of(because))
                    : known(file).orElseGet(() -> guess(heard));
            return new Outcome(
                    sides, sides.decided() ? Optional.of(analysis(call, file, wav, heard, sides)) : Optional.empty());
        }
    }

    private static Sides guess(Listening heard) {
        return Sides.guess(
                heard.left(),
                heard.right(),
                heard.speech(0).stretches(),
                heard.speech(1).stretches());
    }

    /** A recording that a run of Turngap kept says itself which is which. */
    private static Optional<Sides> known(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || folder.getParent() == null || !folder.endsWith(RecordingIndex.FOLDER)) {
            return Optional.empty();
        }
        try {
            String name = String.valueOf(file.getFileName());
            boolean ours = RecordingIndex.read(folder.getParent()).stream()
                    .anyMatch(one -> String.valueOf(one.wav().getFileName()).equals(name));
            return ours
                    ? Optional.of(
                            new Sides(0, Sides.CERTAIN, List.of("kept by a run of Turngap, whose callers are left")))
                    : Optional.empty();
        } catch (IOException notOurs) {
            return Optional.empty();
        }
    }

    private Analysis analysis(int call, Path file, WavStream wav, Listening heard, Sides sides) {
        int caller = sides.callerChannel();
        int agent = 1 - caller;
        Conversation.Result conversation = Conversation.of(
                new Edges(wav, caller, heard).ofCaller(), new Edges(wav, agent, heard).ofAgent(), rules);
        long end = wav.frames() * Pcm.RATE_HZ / wav.rateHz();
        List<Analysis.Placed> placed =
                new CallTurns(call, scenario, String.valueOf(file.getFileName()), conversation, rules, end).all();
        return new Analysis(
                call,
                file,
                wav.describe(),
                Math.round(wav.frames() * 1e6 / wav.rateHz()),
                sides,
                placed,
                notes(heard, sides, conversation, placed));
    }

    private List<String> notes(
            Listening heard, Sides sides, Conversation.Result conversation, List<Analysis.Placed> placed) {
        List<String> notes = new ArrayList<>();
        int caller = sides.callerChannel();
        if (heard.channel(caller).silent()) {
            notes.add("nothing in the caller's channel stands out as speech");
        }
        if (heard.channel(1 - caller).silent()) {
            notes.add("nothing in the agent's channel stands out as speech");
        }
        heard.echoIn(caller)
                .ifPresent(path -> notes.add("the agent is heard in the caller's channel, " + path.describe()
                        + "; that copy does not count as speech"));
        heard.echoIn(1 - caller)
                .ifPresent(path -> notes.add("the caller is heard in the agent's channel, " + path.describe()
                        + "; that copy does not count as speech"));
        for (int channel : new int[] {caller, 1 - caller}) {
            ChannelLevel level = heard.channel(channel);
            double apart = level.speechDb() - level.typicalFloorDb();
            if (!level.silent() && apart < NOISY_DB) {
                notes.add(String.format(
                        Locale.ROOT,
                        "the %s's channel is noisy (speech %.0f dB above the noise): its edges are less exact",
                        channel == caller ? "caller" : "agent",
                        apart));
            }
        }
        long utterances =
                placed.stream().filter(one -> !one.turn().isGreeting()).count();
        if (utterances < conversation.turns().size()) {
            notes.add("the caller's last words are not counted: the recording ends less than " + rules.endMs()
                    + " ms after them");
        }
        long doubtful = conversation.doubtful(rules);
        if (doubtful > 0) {
            notes.add(doubtful + (doubtful == 1 ? " interruption follows" : " interruptions follow")
                    + " the caller's own last word by at most " + rules.pauseMs()
                    + " ms: one who had only paused was cut off there; --cut-off-ms (now " + rules.cutOffMs()
                    + ") says how soon after the agent's first sound that is assumed");
        }
        return notes;
    }
}
