package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.turngap.time.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One client of the {@link MechanicalAgent}: waits for the end of an utterance, to the sample; a known delay after its arrival starts a
 * {@link MechanicalReply}. Sound while a reply plays cuts it short, a known time after its first sample's arrival.
 */
final class MechanicalSession implements Endpoint, MarkerDetector.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientChannel client;
    private final Hello hello;
    private final Timeline timeline;
    private final MechanicalOptions options;
    private final TruthLog truth;
    private final SessionSettings settings;
    private MarkerDetector detector;
    private WireFormat format = WireFormat.PCM;
    private WireFormat toneFormat = WireFormat.PCM;
    private ToneChunks tone = new ToneChunks(toneFormat);
    private MechanicalReply reply;
    private Timeline.Scheduled next = () -> {};
    private int turn;
    /** The truth of the last stop, told once the next reply has begun: until then a caller hears of the reply that it interrupted. */
    private OptionalLong stopNanos = OptionalLong.empty();

    MechanicalSession(ClientChannel client, Hello hello, Timeline timeline, MechanicalOptions options, TruthLog truth) {
        this.client = client;
        this.hello = hello;
        this.timeline = timeline;
        this.options = options;
        this.truth = truth;
        String id = "sess_" + Long.toString(hello.index(), 36);
        this.settings = new SessionSettings(
                id, "mechanical", "none", AgentConfig.defaults(), System.currentTimeMillis() / 1000 + 3_600);
        this.detector = detector();
        this.reply = new MechanicalReply(client, timeline, tone, "resp_0", 0, 0, options.leadMs());
        client.send(client.event("session.created").set("session", settings.json()));
    }

    @Override
    public void text(ByteBuf utf8, long receivedNanos) {
        String eventId = "";
        try {
            JsonNode event = JSON.readTree((InputStream) new ByteBufInputStream(utf8));
            eventId = ClientError.shown(event.path("event_id").asText(""));
            switch (event.path("type").asText()) {
                case "input_audio_buffer.append" -> hear(event.path("audio").binaryValue(), receivedNanos);
                case "session.update" -> update(event.path("session"));
                case "turngap.clock" -> {
                    ObjectNode answer = client.event("turngap.clock")
                            .put("echo_ns", event.path("sent_ns").asLong())
                            .put("received_ns", receivedNanos);
                    client.send(answer.put("sent_ns", System.nanoTime()));
                }
                case "conversation.item.truncate" ->
                    client.send(client.event("conversation.item.truncated")
                            .put("item_id", event.path("item_id").asText())
                            .put("content_index", 0)
                            .put("audio_end_ms", event.path("audio_end_ms").asLong()));
                default ->
                    throw new ClientError(
                            "invalid_value",
                            "type",
                            "The mechanical agent knows session.update and input_audio_buffer.append.");
            }
        } catch (IOException e) {
            client.error("invalid_request_error", "invalid_json", "", "Not JSON, or not base64 in it.", eventId);
        } catch (ClientError e) {
            client.error("invalid_request_error", e.code(), e.param(), e.text(), eventId);
        }
    }

    @Override
    public void binary(ByteBuf bytes, long receivedNanos) {
        client.error("invalid_request_error", "invalid_event", "", "Binary message; this protocol is JSON text.", "");
    }

    @Override
    public void failed(Throwable cause) {
        client.error("server_error", "internal_error", "", "The agent failed: " + cause, "");
    }

    @Override
    public void closed() {
        next.cancel();
        reply.stop();
    }

    @Override
    public void began(MarkerDetector.Edge first) {
        double stopMs = MechanicalOptions.pick(options.stopsMs(), hello.index(), turn);
        if (reply.isPlaying()) {
            MechanicalReply stopped = reply;
            long dueNanos = first.receivedNanos() + Math.round(stopMs * 1e6);
            stopped.cutAt(dueNanos, () -> noteStop(stopped, first, stopMs));
        }
    }

    @Override
    public void ended(MarkerDetector.Edge last) {
        turn++;
        int mine = turn;
        double delayMs = MechanicalOptions.pick(options.delaysMs(), hello.index(), mine);
        double silenceMs = MechanicalOptions.pick(options.silencesMs(), hello.index(), mine);
        double toneMs = MechanicalOptions.pick(options.repliesMs(), hello.index(), mine);
        long silence = Math.round(silenceMs * tone.rateHz() / 1000);
        long end = silence + Math.round(toneMs * tone.rateHz() / 1000);
        next.cancel();
        next = timeline.at(last.receivedNanos() + Math.round(delayMs * 1e6), () -> {
            boolean overlaps = reply.isPlaying();
            reply.stop();
            reply = new MechanicalReply(client, timeline, tone, "resp_" + mine, silence, end, options.leadMs());
            reply.begin();
            stopNanos.ifPresent(nanos -> claim("expected_barge_in_stop", nanos));
            stopNanos = OptionalLong.empty();
            noteReply(reply, mine, last, delayMs, overlaps);
        });
    }

    private void hear(byte[] bytes, long receivedNanos) throws ClientError {
        if (bytes == null || bytes.length % format.bytesASample() != 0) {
            throw new ClientError("invalid_value", "audio", "Audio must be base64 of whole samples.");
        }
        detector.accept(format.decode(bytes), receivedNanos);
    }

    private void update(JsonNode session) throws ClientError {
        for (String side : List.of("input", "output")) {
            if (WireFormat.of(session.at("/audio/" + side + "/format")).equals(Optional.of(WireFormat.OPUS))) {
                throw new ClientError(
                        "invalid_value",
                        "session.audio." + side + ".format",
                        "Opus keeps no sound to the sample, and this agent answers to the sample;"
                                + " use audio/pcm at rate 24000, audio/pcmu or audio/pcma.");
            }
        }
        settings.update(session);
        if (settings.input() != format) {
            format = settings.input();
            detector = detector();
        }
        if (settings.output() != toneFormat) {
            toneFormat = settings.output();
            tone = new ToneChunks(toneFormat);
        }
        client.send(client.event("session.updated").set("session", settings.json()));
    }

    private MarkerDetector detector() {
        return new MarkerDetector(format.rateHz(), options.thresholdDbfs(), options.quietMs(), this);
    }

    private void noteReply(MechanicalReply to, int mine, MarkerDetector.Edge last, double delayMs, boolean overlaps) {
        long expectedNanos = to.firstSentNanos()
                - last.receivedNanos()
                + nanos(last.toMessageEnd(), format.rateHz())
                + nanos(to.firstAudible(), tone.rateHz());
        if (!overlaps) {
            claim("expected_ttfa", expectedNanos);
        }
        truth.note(line("ttfa", mine)
                .put("received_ns", last.receivedNanos())
                .put("rate_hz", format.rateHz())
                .put("last_speech_sample", last.sample())
                .put("message_end", last.messageEnd())
                .put("planned_delay_ms", delayMs)
                .put("write_ns", to.firstWriteNanos())
                .put("sent_ns", to.firstSentNanos())
                .put("first_audible_sample", to.firstAudible())
                .put("reply_rate_hz", tone.rateHz())
                .put("overlaps", overlaps)
                .put("expected_us", expectedNanos / 1_000));
    }

    private void noteStop(MechanicalReply of, MarkerDetector.Edge first, double stopMs) {
        long heardNanos = first.receivedNanos() - nanos(first.toMessageEnd(), format.rateHz());
        long expectedNanos = of.cutSentNanos() - heardNanos;
        stopNanos = OptionalLong.of(expectedNanos);
        truth.note(line("barge_in", turn + 1)
                .put("received_ns", first.receivedNanos())
                .put("rate_hz", format.rateHz())
                .put("first_speech_sample", first.sample())
                .put("message_end", first.messageEnd())
                .put("planned_stop_ms", stopMs)
                .put("write_ns", of.cutWriteNanos())
                .put("sent_ns", of.cutSentNanos())
                .put("samples_sent", of.sent())
                .put("reply_rate_hz", tone.rateHz())
                .put("last_sent_ns", of.lastSentNanos())
                .put("latest_frame_us", of.latestFrameNanos() / 1_000)
                .put("expected_us", expectedNanos / 1_000));
    }

    private void claim(String name, long nanos) {
        if (hello.milestones()) {
            client.send(client.event("turngap.claim").put("name", name).put("ms", nanos / 1e6));
        }
    }

    private ObjectNode line(String kind, int ofTurn) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", kind)
                .put("call", hello.index())
                .put("turn", ofTurn);
    }

    private static long nanos(long samples, int rateHz) {
        return Math.round(samples * 1e9 / rateHz);
    }
}
