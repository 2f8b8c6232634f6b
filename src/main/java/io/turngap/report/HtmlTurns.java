package io.turngap.report;

import io.turngap.measure.Milestone;
import io.turngap.measure.RecordingIndex.Recording;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The slowest and the failed turns: what was said, where the time went, and the sound of it. */
final class HtmlTurns {

    /** Most turns shown. */
    static final int MAX_TURNS = 16;

    private static final int MAX_SOUND_CHARS = 3_000_000;
    private static final long BEFORE_US = 2_000_000;
    private static final long AFTER_US = 2_000_000;

    private HtmlTurns() {}

    /**
     * The turns as cards.
     *
     * @param recordings the sounds that there are
     * @param texts what an utterance says, by its id; an id without text is shown alone
     * @param utterance what an utterance's name is called
     */
    static Markup of(Picks picks, List<Recording> recordings, Map<String, String> texts, String utterance) {
        Map<Long, Recording> sounds = new HashMap<>();
        recordings.forEach(r -> sounds.put(key(r.call(), r.turn()), r));
        List<Turn> all = picks.worthHearing();
        Markup out = new Markup().open("div", "class", "turns");
        int room = MAX_SOUND_CHARS;
        for (Turn turn : all.subList(0, Math.min(MAX_TURNS, all.size()))) {
            out.open("article", "class", "turn");
            head(out, turn);
            words(out, turn, texts, utterance);
            Recording recording = sounds.get(key(turn.call(), turn.turn()));
            if (recording == null) {
                out.element("p", "No sound of this turn was kept.", "class", "soft");
            } else {
                room -= sound(out, turn, recording, room);
            }
            out.close("article");
        }
        out.close("div");
        if (all.size() > MAX_TURNS) {
            out.element(
                    "p",
                    Figures.count(all.size() - MAX_TURNS, "more turn") + " of this kind "
                            + (all.size() - MAX_TURNS == 1 ? "is" : "are")
                            + " in turns.jsonl; what sound was kept is in recordings/.",
                    "class",
                    "soft");
        }
        return out;
    }

    private static long key(int call, int turn) {
        return ((long) call << 32) | turn;
    }

    private static void head(Markup out, Turn turn) {
        out.open("header")
                .open("h3")
                .text("Call " + turn.call() + ", " + (turn.isGreeting() ? "greeting" : "turn " + turn.turn()))
                .close();
        switch (turn.outcome()) {
            case ANSWERED -> out.element("span", Figures.span(Picks.ttfaUs(turn) / 1_000.0), "class", "big");
            case MISSED ->
                out.element(
                        "span",
                        turn.at(Milestone.FIRST_AUDIBLE).isPresent()
                                ? "missed: replied after " + Figures.span(Picks.ttfaUs(turn) / 1_000.0)
                                : "missed: no reply",
                        "class",
                        "chip bad");
            case CUT_OFF -> out.element("span", "cut off: the agent started too early", "class", "chip bad");
            case ERROR -> out.element("span", "the call broke", "class", "chip bad");
        }
        if (!turn.voice().isEmpty()) {
            out.element("span", turn.voice(), "class", "chip");
        }
        if (!turn.noise().isEmpty()) {
            out.element("span", turn.noise(), "class", "chip");
        }
        out.close("header");
        if (!turn.detail().isEmpty()) {
            out.element("p", turn.detail(), "class", "why");
        }
    }

    private static void words(Markup out, Turn turn, Map<String, String> texts, String utterance) {
        out.open("dl", "class", "words");
        String text = texts.getOrDefault(turn.utterance(), "");
        if (!turn.utterance().isEmpty()) {
            word(out, utterance, text.isEmpty() ? turn.utterance() : "“" + text + "” (" + turn.utterance() + ")");
        }
        if (!turn.transcriptHeard().isEmpty()) {
            word(out, "agent heard", "“" + turn.transcriptHeard() + "”");
        }
        if (!turn.transcriptSpoken().isEmpty()) {
            word(out, "agent says it replied", "“" + turn.transcriptSpoken() + "”");
        }
        out.close("dl");
    }

    private static void word(Markup out, String name, String text) {
        out.open("div").element("dt", name).element("dd", text).close();
    }

    /** Writes the sound of a turn and tells how many characters it took. */
    private static int sound(Markup out, Turn turn, Recording recording, int room) {
        long heardUs = turn.at(Milestone.FIRST_AUDIBLE).orElse(BEFORE_US);
        SoundClip clip;
        try {
            clip = SoundClip.cut(
                    recording.wav(),
                    recording.zeroUs() - BEFORE_US,
                    recording.zeroUs() + Math.max(0, heardUs) + AFTER_US);
        } catch (IOException e) {
            out.element("p", "The sound could not be read: " + e.getMessage(), "class", "soft");
            return 0;
        }
        if (clip.dataUri().length() > room) {
            out.element(
                    "p",
                    "Its sound is in recordings/" + recording.wav().getFileName()
                            + "; this page holds no more than 3 MB of sound.",
                    "class",
                    "soft");
            return 0;
        }
        long zeroUs = recording.zeroUs() - clip.fromUs();
        out.open("div", "class", "sound").add(WaveformChart.of(turn, clip, zeroUs));
        out.bulky(
                "audio",
                "src",
                clip.dataUri(),
                "controls",
                "",
                "preload",
                "metadata",
                "aria-label",
                "Call " + turn.call() + ", turn " + turn.turn() + ": caller left, agent right");
        out.close("div");
        return clip.dataUri().length();
    }
}
