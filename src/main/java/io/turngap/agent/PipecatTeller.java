package io.turngap.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.turngap.measure.Milestone;
import io.turngap.time.Timeline;
import java.time.Instant;
import java.util.Map;

/**
 * Tells a Pipecat client in RTVI what its {@link AgentCall} does, and sends the sound at the speed of speech ({@link PipecatPlayout}). To a
 * client that asked for it, Turngap's own events come as {@code server-message}.
 *
 * <p>Between {@code bot-llm-started} and {@code -stopped} lies one question to the model: a tool's answer makes a second one.
 */
final class PipecatTeller implements AgentEvents {

    private final Rtvi client;
    private final boolean milestones;
    private final PipecatMetrics metrics;
    private final PipecatOutput output;
    private final PipecatPlayout playout;

    private Runnable replyBegan = () -> {};
    private boolean aloud = true;
    private boolean llm;
    private boolean tts;
    private String partial = "";
    private String heard = "";

    PipecatTeller(Rtvi client, Timeline timeline, boolean milestones) {
        this.client = client;
        this.milestones = milestones;
        this.metrics = new PipecatMetrics(client);
        this.output = new PipecatOutput(client);
        this.playout = new PipecatPlayout(timeline, client, new PipecatPlayout.Listener() {
            @Override
            public void started() {
                client.send("bot-started-speaking");
            }

            @Override
            public void stopped() {
                client.send("bot-stopped-speaking");
            }
        });
    }

    /** Says which engines are at work. */
    void about(Map<String, Kit.About> about) {
        metrics.about(about);
        if (milestones) {
            ObjectNode event = own("turngap.about");
            event.set("stages", stages(about));
            client.own(event);
        }
    }

    static ObjectNode stages(Map<String, Kit.About> about) {
        ObjectNode stages = ClientJson.object();
        about.forEach((stage, of) ->
                stages.putObject(stage).put("engine", of.engine()).put("modelled", of.modelled()));
        return stages;
    }

    /** The client speaks protocol 1. */
    void old(boolean how) {
        output.old(how);
    }

    /** The next reply will be spoken or not; {@code begun} runs once it has begun. */
    void next(boolean spoken, Runnable begun) {
        aloud = spoken;
        replyBegan = begun;
    }

    /** The model has asked for a tool, and has thereby answered. */
    void toolBegan() {
        endLlm();
    }

    /** The client has something else answered: what it has not heard is of no use. */
    void stop() {
        interrupt();
    }

    /** Nothing follows. */
    void close() {
        playout.drop();
    }

    @Override
    public void speechStarted(int turn, long streamMs) {
        interrupt();
        partial = "";
        client.send("user-started-speaking");
    }

    @Override
    public void turnEnded(int turn, long streamMs) {
        client.send("user-stopped-speaking");
    }

    @Override
    public void partial(int turn, String text) {
        if (!text.isEmpty() && !text.equals(partial)) {
            partial = text;
            transcription(text, false);
        }
    }

    @Override
    public void transcript(int turn, String text) {
        partial = "";
        if (!text.isEmpty()) {
            heard = (heard + " " + text).strip();
            transcription(text, true);
        }
    }

    @Override
    public void replyStarted(int reply) {
        output.begin(aloud);
        aloud = true;
        replyBegan.run();
        replyBegan = () -> {};
    }

    @Override
    public void text(int reply, String piece) {
        if (llm) {
            client.send("bot-llm-text", Rtvi.text(piece));
        }
        output.text(piece);
    }

    @Override
    public void audio(int reply, short[] samples) {
        playout.play(samples);
    }

    @Override
    public void answer(int reply) {
        if (milestones) {
            ObjectNode event = own("turngap.answer");
            playout.then(() -> client.own(event));
        }
    }

    @Override
    public void replyEnded(int reply, Ending ending) {
        heard = "";
        boolean complete = ending == Ending.COMPLETED;
        if (complete) {
            output.written();
        }
        endLlm();
        if (tts) {
            tts = false;
            client.send("bot-tts-stopped");
        }
        if (complete) {
            playout.then(output::heard);
        } else {
            interrupt();
            output.drop();
        }
    }

    @Override
    public void milestone(String name, long atNanos) {
        if (name.equals(Milestone.LLM_REQUEST) && !llm) {
            llm = true;
            if (!heard.isEmpty()) {
                client.send("user-llm-text", Rtvi.text(heard));
                heard = "";
            }
            client.send("bot-llm-started");
        } else if (name.equals(Milestone.TTS_REQUEST) && !tts) {
            tts = true;
            client.send("bot-tts-started");
            output.synthesis();
        }
        metrics.milestone(name, atNanos);
        if (milestones) {
            client.own(own("turngap.milestone").put("name", name).put("at_ns", atNanos));
        }
    }

    @Override
    public void speechEnded(long atNanos, double audioMs) {
        if (milestones) {
            client.own(own("turngap.milestone")
                    .put("name", Milestone.AGENT_SPEECH_END)
                    .put("at_ns", atNanos)
                    .put("audio_ms", audioMs));
        }
    }

    @Override
    public void lever(String name, String value) {
        if (milestones) {
            client.own(own("turngap.lever").put("name", name).put("value", value));
        }
    }

    @Override
    public void trouble(String what) {
        client.send("error", ClientJson.object().put("error", what).put("fatal", false));
    }

    /** What is heard, or waits to be, is to stop. */
    private void interrupt() {
        if (playout.isBusy()) {
            client.interruption();
            client.send("bot-interrupted");
            playout.drop();
            output.drop();
        }
    }

    private void endLlm() {
        if (llm) {
            llm = false;
            client.send("bot-llm-stopped");
        }
    }

    private void transcription(String text, boolean last) {
        client.send(
                "user-transcription",
                Rtvi.text(text)
                        .put("user_id", "")
                        .put("timestamp", Instant.now().toString())
                        .put("final", last));
    }

    private static ObjectNode own(String type) {
        return ClientJson.object().put("type", type);
    }
}
