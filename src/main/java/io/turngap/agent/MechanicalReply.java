package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Timeline;
import java.util.Base64;

/**
 * A tone on its way: waits for the due time of each frame of 20 ms and sends it, {@code leadMs} ahead of when it is played, at absolute due
 * times from the first. Emits {@code response.created}, the audio and {@code response.done}; notes when its writes returned.
 */
final class MechanicalReply {

    private final ClientChannel client;
    private final Timeline timeline;
    private final ToneChunks tone;
    private final String id;
    private final long silence;
    private final long lead;

    private long end;
    private long sent;
    private long firstWriteNanos;
    private long firstSentNanos;
    private long lastSentNanos;
    private long latestFrameNanos;
    private boolean playing;
    private boolean stopping;
    private Runnable whenOver = () -> {};
    private Timeline.Scheduled next = () -> {};

    /** A tone from sample {@code silence} to before {@code end}; silent up to there. */
    MechanicalReply(
            ClientChannel client,
            Timeline timeline,
            ToneChunks tone,
            String id,
            long silence,
            long end,
            double leadMs) {
        this.client = client;
        this.timeline = timeline;
        this.tone = tone;
        this.id = id;
        this.silence = silence;
        this.end = end;
        this.lead = Math.round(leadMs * tone.rateHz() / 1000);
    }

    /** Sends the first audio now. */
    void begin() {
        playing = true;
        long first = Math.min(end, silence + tone.frame());
        byte[] chunk = chunk(0, first);
        ObjectNode created = client.event("response.created");
        created.putObject("response")
                .put("id", id)
                .put("object", "realtime.response")
                .put("status", "in_progress")
                .putNull("status_details")
                .putArray("output");
        client.send(created);
        firstWriteNanos = System.nanoTime();
        client.send(chunk);
        firstSentNanos = System.nanoTime();
        lastSentNanos = firstSentNanos;
        sent = first;
        send();
    }

    /**
     * Ends the tone with the sample that is played at {@code dueNanos}, or as soon as what was sent can fade when that is later; then
     * {@code over} is told. Only the first call counts, and none once all was sent.
     */
    void endAt(long dueNanos, Runnable over) {
        if (!playing || stopping || sent >= end) {
            return;
        }
        stopping = true;
        long due = (long) Math.ceil((dueNanos - firstSentNanos) * (double) tone.rateHz() / 1e9);
        end = Math.clamp(due, sent + tone.edge(), Math.max(sent + tone.edge(), end));
        whenOver = over;
        next.cancel();
        send();
    }

    /** True until the last sample has been played. */
    boolean isPlaying() {
        return playing;
    }

    void stop() {
        playing = false;
        next.cancel();
    }

    /** The first sample of the tone that is audible. */
    long firstAudible() {
        return tone.firstAudible(silence, end);
    }

    /** The last sample of the tone that is audible. */
    long lastAudible() {
        return tone.lastAudible(silence, end);
    }

    /** Samples in all; the tone ends with the one before. */
    long end() {
        return end;
    }

    /** Just before the first audio was written. */
    long firstWriteNanos() {
        return firstWriteNanos;
    }

    /** Just after the first audio was written. */
    long firstSentNanos() {
        return firstSentNanos;
    }

    /** Just after the last audio so far was written. */
    long lastSentNanos() {
        return lastSentNanos;
    }

    /** Most that a frame was sent after it was due; above the lead, the caller's playout may have run dry. */
    long latestFrameNanos() {
        return latestFrameNanos;
    }

    private void send() {
        long now = timeline.nowNanos();
        while (sent < end && dueNanos(sent) <= now) {
            latestFrameNanos = Math.max(latestFrameNanos, now - dueNanos(sent));
            long to = Math.min(end, sent + tone.frame());
            client.send(chunk(sent, to));
            lastSentNanos = System.nanoTime();
            sent = to;
        }
        if (sent < end) {
            next = timeline.at(dueNanos(sent), this::send);
        } else {
            client.send(done());
            Runnable over = whenOver;
            whenOver = () -> {};
            over.run();
            next = timeline.at(firstSentNanos + Math.round(end * 1e9 / tone.rateHz()), this::stop);
        }
    }

    /** When the frame that begins with {@code sample} is sent: the lead before it is played. */
    private long dueNanos(long sample) {
        return firstSentNanos + Math.round((sample - lead) * 1e9 / tone.rateHz());
    }

    private byte[] chunk(long from, long to) {
        ObjectNode event = client.event("response.output_audio.delta")
                .put("response_id", id)
                .put("item_id", "item_" + id)
                .put("output_index", 0)
                .put("content_index", 0)
                .put("delta", Base64.getEncoder().encodeToString(tone.bytes(from, to, silence, end)));
        return event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private ObjectNode done() {
        ObjectNode event = client.event("response.done");
        event.putObject("response")
                .put("id", id)
                .put("object", "realtime.response")
                .put("status", "completed")
                .putNull("status_details")
                .putArray("output");
        return event;
    }
}
