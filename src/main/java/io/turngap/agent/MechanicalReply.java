package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.time.Timeline;
import java.util.Base64;

/**
 * A tone on its way: waits for the due time of each frame of 20 ms and sends it, {@code leadMs} ahead of when it is played, at absolute due
 * times from the first. Emits {@code response.created}, the audio and {@code response.done}; notes when its writes returned.
 *
 * <p>Cut short, it does as a GA server: {@code speech_started}, which makes a client drop what it has not played, no more audio, and
 * {@code response.done} with status {@code cancelled} where it was not told before.
 */
final class MechanicalReply {

    private final ClientChannel client;
    private final Timeline timeline;
    private final ToneChunks tone;
    private final String id;
    private final long silence;
    private final long lead;

    private final long end;
    private long sent;
    private long firstWriteNanos;
    private long firstSentNanos;
    private long lastSentNanos;
    private long latestFrameNanos;
    private boolean playing;
    private boolean stopping;
    private long cutWriteNanos;
    private long cutSentNanos;
    private Timeline.Scheduled next = () -> {};
    private Timeline.Scheduled cut = () -> {};

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

    /** Cuts the tone short at {@code dueNanos}, if it is played still; then {@code over} is told. Only the first call counts. */
    void cutAt(long dueNanos, Runnable over) {
        if (!playing || stopping) {
            return;
        }
        stopping = true;
        cut = timeline.at(dueNanos, () -> cutShort(over));
    }

    private void cutShort(Runnable over) {
        boolean unfinished = sent < end;
        stop();
        ObjectNode started = client.event("input_audio_buffer.speech_started").put("item_id", "item_after_" + id);
        cutWriteNanos = System.nanoTime();
        client.send(started);
        cutSentNanos = System.nanoTime();
        if (unfinished) {
            client.send(done(true));
        }
        over.run();
    }

    /** True until the last sample has been played. */
    boolean isPlaying() {
        return playing;
    }

    void stop() {
        playing = false;
        next.cancel();
        cut.cancel();
    }

    /** The first sample of the tone that is audible. */
    long firstAudible() {
        return tone.firstAudible(silence, end);
    }

    /** Just before the word was written that cut the tone short. */
    long cutWriteNanos() {
        return cutWriteNanos;
    }

    /** Just after the word was written that cut the tone short. */
    long cutSentNanos() {
        return cutSentNanos;
    }

    /** Samples sent so far. */
    long sent() {
        return sent;
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
            client.send(done(false));
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

    private ObjectNode done(boolean cancelled) {
        ObjectNode event = client.event("response.done");
        ObjectNode response = event.putObject("response").put("id", id).put("object", "realtime.response");
        if (cancelled) {
            response.put("status", "cancelled")
                    .putObject("status_details")
                    .put("type", "cancelled")
                    .put("reason", "turn_detected");
        } else {
            response.put("status", "completed").putNull("status_details");
        }
        response.putArray("output");
        return event;
    }
}
