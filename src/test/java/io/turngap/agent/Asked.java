package io.turngap.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.turngap.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One request to a language model: what came of it and when, ms from the request. */
final class Asked implements Llm.Sink {
    final StringBuilder text = new StringBuilder();
    final List<String> levers = new ArrayList<>();
    double firstMs = Double.NaN;
    double doneMs = Double.NaN;
    String tool = "";
    String failed = "";
    Runnable cancel = () -> {};

    private final VirtualTimeline timeline;
    private final long fromNanos;

    private Asked(VirtualTimeline timeline) {
        this.timeline = timeline;
        this.fromNanos = timeline.nowNanos();
    }

    /** Settings from JSON with single quotes. */
    static AgentConfig.Llm config(String llm) {
        try {
            return AgentConfig.of(new ObjectMapper().readTree("{\"llm\": " + llm.replace('\'', '"') + "}"))
                    .llm();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Asks and lets nothing happen yet. */
    static Asked begin(VirtualTimeline timeline, Llm llm, int turn, String heard, Optional<Tool.Result> tool) {
        Asked asked = new Asked(timeline);
        asked.cancel = llm.ask(timeline, new Llm.Prompt(turn, tool.isPresent() ? 2 : 1, heard, tool), asked);
        return asked;
    }

    /** Asks and lets 100 s pass. */
    static Asked whole(VirtualTimeline timeline, Llm llm, int turn, String heard) {
        Asked asked = begin(timeline, llm, turn, heard, Optional.empty());
        timeline.runUntil(timeline.nowNanos() + 100_000_000_000L);
        return asked;
    }

    /** First-token latencies of the first turn of many calls, sorted, ms. */
    static double[] firstTokensMs(String llm, int calls) {
        Llm.Engine engine = ModelledLlm.engine(config(llm));
        VirtualTimeline timeline = new VirtualTimeline();
        double[] all = new double[calls];
        for (int i = 0; i < calls; i++) {
            all[i] = whole(timeline, engine.open(i, timeline), 1, "hello").firstMs;
        }
        Arrays.sort(all);
        return all;
    }

    static double medianMs(String llm) {
        return firstTokensMs(llm, 401)[200];
    }

    private void came() {
        if (Double.isNaN(firstMs)) {
            firstMs = sinceMs();
        }
    }

    private double sinceMs() {
        return (timeline.nowNanos() - fromNanos) / 1e6;
    }

    @Override
    public void token(String piece) {
        came();
        text.append(piece);
    }

    @Override
    public void tool(String name, String argument) {
        came();
        tool = argument;
    }

    @Override
    public void done() {
        doneMs = sinceMs();
    }

    @Override
    public void failed(String why) {
        failed = why;
    }

    @Override
    public void lever(String name, String value) {
        levers.add(name + " " + value);
    }
}
