package io.turngap.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes what a synthesiser says on the timeline of {@link EngineSounds}. */
final class HeardSound implements Synthesiser.Sink {

    private final List<short[]> chunks = new ArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    private HeardSound() {}

    static HeardSound begin(EngineSounds sounds, Synthesiser synthesiser, String text) {
        HeardSound heard = new HeardSound();
        sounds.run(() -> synthesiser.speak(sounds.timeline, text, heard));
        return heard;
    }

    static HeardSound of(EngineSounds sounds, Synthesiser synthesiser, String text) {
        HeardSound heard = begin(sounds, synthesiser, text);
        EngineSounds.get(heard.end);
        return heard;
    }

    static HeardSound cancelled(EngineSounds sounds, Synthesiser synthesiser, String text) {
        HeardSound heard = new HeardSound();
        sounds.run(() -> synthesiser.speak(sounds.timeline, text, heard).run());
        return heard;
    }

    @Override
    public void audio(short[] samples) {
        chunks.add(samples);
    }

    @Override
    public void done() {
        end.complete("");
    }

    @Override
    public void failed(String why) {
        end.complete(why);
    }

    /** Why it failed; empty when it did not. Waits for the end. */
    String end() {
        return EngineSounds.get(end);
    }

    int chunks() {
        return chunks.size();
    }

    /** All of it; waits for the end. */
    short[] samples() {
        EngineSounds.get(end);
        short[] all = new short[chunks.stream().mapToInt(chunk -> chunk.length).sum()];
        int at = 0;
        for (short[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, at, chunk.length);
            at += chunk.length;
        }
        return all;
    }
}
