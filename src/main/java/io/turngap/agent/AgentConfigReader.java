package io.turngap.agent;

import java.util.Map;

/** Reads {@link AgentConfig} key by key; each default stands here and nowhere else, and the schema repeats it for editors. */
final class AgentConfigReader {

    /** The tool that the templated dialogue calls. */
    static final String LOOKUP_ORDER = "lookup_order";

    private static final String GREETING = "Hello, how can I help?";

    private AgentConfigReader() {}

    static AgentConfig read(Settings agent) {
        AgentConfig config = new AgentConfig(
                vad(agent.section("vad")),
                endpointing(agent.section("endpointing")),
                stt(agent.section("stt")),
                llm(agent.section("llm")),
                phrase(agent.section("phrase")),
                tts(agent.section("tts")),
                tools(agent.section("tools")),
                filler(agent.section("filler")),
                bargeIn(agent.section("barge_in")),
                greeting(agent.section("greeting")));
        agent.refuseUnknown();
        return config;
    }

    private static AgentConfig.Vad vad(Settings s) {
        return s.complete(
                new AgentConfig.Vad(s.choice("engine", "silero", "energy"), s.number("threshold", 0.5, 0.05, 0.99)));
    }

    private static AgentConfig.Endpointing endpointing(Settings s) {
        return s.complete(new AgentConfig.Endpointing(
                s.whole("silence_ms", 500, 60, 10_000),
                s.whole("min_speech_ms", 60, 20, 1_000),
                s.whole("max_turn_ms", 30_000, 1_000, 120_000)));
    }

    private static AgentConfig.Stt stt(Settings s) {
        return s.complete(new AgentConfig.Stt(
                s.choice("engine", "auto", "sphinx", "matcher"),
                (int) s.whole("most_streams", 8, 1, 64),
                s.whole("preroll_ms", 300, 0, 1_000),
                s.whole("timeout_ms", 4_000, 100, 60_000)));
    }

    private static AgentConfig.Llm llm(Settings s) {
        Settings latency = s.section("latency");
        AgentConfig.TokenLatency tokens = latency.complete(new AgentConfig.TokenLatency(
                latency(latency, 250, 0.357), latency.number("per_token_ms", 12, 0, 1_000)));
        return s.complete(new AgentConfig.Llm(tokens, s.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE)));
    }

    private static AgentConfig.Phrase phrase(Settings s) {
        int min = (int) s.whole("min_chars", 8, 1, 200);
        int max = (int) s.whole("max_chars", 120, 10, 1_000);
        if (max < min) {
            throw s.wrong("max_chars", Integer.toString(max), "at least min_chars, which is " + min, "raise max_chars");
        }
        return s.complete(new AgentConfig.Phrase(min, max));
    }

    private static AgentConfig.Tts tts(Settings s) {
        return s.complete(new AgentConfig.Tts(
                s.choice("engine", "freetts"),
                s.choice("voice", "kevin16"),
                s.number("pitch_hz", 100, 50, 400),
                s.number("rate_wpm", 150, 80, 400),
                s.flag("trim_silence", true),
                s.whole("timeout_ms", 5_000, 100, 60_000)));
    }

    private static AgentConfig.Tools tools(Settings s) {
        Settings lookup = s.section(LOOKUP_ORDER);
        Latency delay;
        if (lookup.has("delay_ms")) {
            if (lookup.has("delay")) {
                throw lookup.wrong("delay", "both delay and delay_ms", "one of the two", "remove one");
            }
            delay = Latency.constant(lookup.number("delay_ms", 0, 0, 120_000));
        } else {
            lookup.number("delay_ms", 0, 0, 120_000);
            Settings d = lookup.section("delay");
            delay = d.complete(latency(d, 120, 0.3));
        }
        AgentConfig.ToolScript script = lookup.complete(
                new AgentConfig.ToolScript(delay, lookup.number("fail_rate", 0, 0, 1), lookup.flag("hang", false)));
        return s.complete(
                new AgentConfig.Tools(s.whole("timeout_ms", 5_000, 50, 120_000), Map.of(LOOKUP_ORDER, script)));
    }

    private static AgentConfig.Filler filler(Settings s) {
        return s.complete(new AgentConfig.Filler(s.flag("enabled", true), s.whole("after_ms", 600, 0, 60_000)));
    }

    private static AgentConfig.BargeIn bargeIn(Settings s) {
        return s.complete(new AgentConfig.BargeIn(s.flag("enabled", true), s.whole("min_speech_ms", 500, 20, 5_000)));
    }

    private static AgentConfig.Greeting greeting(Settings s) {
        return s.complete(new AgentConfig.Greeting(s.flag("enabled", true), s.text("text", GREETING, 300)));
    }

    /** Keys {@code distribution}, {@code median_ms} and one of {@code p95_ms} and {@code sigma}. */
    private static Latency latency(Settings s, double medianMs, double sigma) {
        String distribution = s.choice("distribution", "lognormal", "constant");
        double median = s.number("median_ms", medianMs, 0, 120_000);
        double spread = s.number("sigma", sigma, 0, 3);
        double p95 = s.number("p95_ms", 0, 0, 600_000);
        if (distribution.equals("constant")) {
            return Latency.constant(median);
        }
        if (!s.has("p95_ms")) {
            return new Latency(median, spread);
        }
        if (s.has("sigma")) {
            throw s.wrong("p95_ms", "both p95_ms and sigma", "one of the two", "remove one");
        }
        if (p95 < median || median <= 0) {
            throw s.wrong("p95_ms", Double.toString(p95), "at least median_ms, which is " + median, "raise p95_ms");
        }
        return Latency.ofP95(median, p95);
    }
}
