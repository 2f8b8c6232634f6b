package io.turngap.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.sound.Pcm;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** One call on a virtual timeline with scripted engines: feeds frames of 20 ms in real time and writes everything down. */
final class Stage implements AgentEvents {
    final VirtualTimeline timeline = new VirtualTimeline();
    final List<String> log = new ArrayList<>();
    /** Where turns' speech ended, ms of received audio. */
    final List<Double> speechEndsMs = new ArrayList<>();

    final Doubles.Words words;
    final Kit kit;
    final AgentCall call;
    private long frames;

    Stage(String config, String... texts) {
        this(0, config, texts);
    }

    Stage(long index, String config, String... texts) {
        this(index, config, kit -> kit, texts);
    }

    /** With some engines replaced. */
    Stage(long index, String config, UnaryOperator<Kit> with, String... texts) {
        AgentConfig parsed = config(config);
        words = new Doubles.Words(texts);
        kit = with.apply(Doubles.kit(parsed, words));
        call = new AgentCall(index, timeline, parsed, kit, this);
    }

    /** Samples of audio sent from {@code fromMs} to before {@code toMs}. */
    long samples(long fromMs, long toMs) {
        return log.stream()
                .filter(line -> line.contains(" audio "))
                .map(line -> line.split(" "))
                .filter(parts -> Long.parseLong(parts[0]) >= fromMs && Long.parseLong(parts[0]) < toMs)
                .mapToLong(parts -> Long.parseLong(parts[3]))
                .sum();
    }

    /** Settings with a constant model latency of 200 ms, 10 ms a token, no greeting; then {@code json} (single quotes) over it. */
    static AgentConfig config(String json) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            var base = mapper.readTree("""
                    {"llm": {"latency": {"distribution": "constant", "median_ms": 200, "per_token_ms": 10}},
                     "tools": {"lookup_order": {"delay_ms": 100}},
                     "barge_in": {"min_speech_ms": 300},
                     "greeting": {"enabled": false}}""");
            return AgentConfig.of(mapper.readerForUpdating(base).readTree(json.replace('\'', '"')));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** So many ms of loud frames; each arrives when its last sample has been spoken. */
    Stage speech(long ms) {
        return frames(ms, (short) 9000);
    }

    Stage silence(long ms) {
        return frames(ms, (short) 0);
    }

    private Stage frames(long ms, short level) {
        short[] frame = new short[Pcm.FRAME_SAMPLES];
        Arrays.fill(frame, level);
        for (long left = ms; left > 0; left -= 20) {
            timeline.runUntil(++frames * 20_000_000);
            call.audio(frame, frame.length, timeline.nowNanos());
        }
        return this;
    }

    /** The first entry that starts with {@code what}, with its instant in ms; fails when there is none. */
    long msOf(String what) {
        return log.stream()
                .filter(line -> line.substring(line.indexOf(' ') + 1).startsWith(what))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in " + log));
    }

    long count(String what) {
        return log.stream()
                .filter(line -> line.substring(line.indexOf(' ') + 1).startsWith(what))
                .count();
    }

    /** All text of a reply. */
    String said(int reply) {
        String mark = " text " + reply + " ";
        StringBuilder said = new StringBuilder();
        log.stream()
                .filter(line -> line.contains(mark))
                .forEach(line -> said.append(line.substring(line.indexOf(mark) + mark.length())));
        return said.toString();
    }

    private void note(String what) {
        note(timeline.nowNanos(), what);
    }

    private void note(long atNanos, String what) {
        log.add(atNanos / 1_000_000 + " " + what);
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        note("started " + turn + " at " + streamMs);
    }

    @Override
    public void turnEnded(int turn, long streamMs) {
        note("ended " + turn + " at " + streamMs);
    }

    @Override
    public void transcript(int turn, String text) {
        note("heard " + turn + " " + text);
    }

    @Override
    public void replyStarted(int reply) {
        note("reply " + reply);
    }

    @Override
    public void text(int reply, String piece) {
        note("text " + reply + " " + piece);
    }

    @Override
    public void audio(int reply, short[] samples) {
        note("audio " + reply + " " + samples.length);
    }

    @Override
    public void answer(int reply) {
        note("answer " + reply);
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        note("over " + reply + " " + ending);
    }

    @Override
    public void milestone(String name, long atNanos) {
        note(atNanos, name);
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        speechEndsMs.add(audioMs);
        AgentEvents.super.speechEnded(atNanos, audioMs);
    }

    @Override
    public void lever(String name, String value) {
        note("lever " + name + " " + value);
    }

    @Override
    public void trouble(String what) {
        note("trouble " + what);
    }
}
