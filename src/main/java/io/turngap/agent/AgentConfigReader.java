package io.turngap.agent;

import io.turngap.time.Latency;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@link AgentConfig} key by key; each default stands here and nowhere else, and the schema repeats it for editors. */
final class AgentConfigReader {

    /** The tool that the templated dialogue calls. */
    static final String LOOKUP_ORDER = "lookup_order";

    /** The voice where none is chosen: FreeTTS's by name, and the usual one of another engine. */
    static final String USUAL_VOICE = "kevin16";

    /** Where a part of the agent may stand; {@code same} is where its neighbour stands. */
    private static final String[] REGIONS = {"same", "edge", "us-east", "us-west", "europe", "asia"};

    private static final String FALLBACK = "Sorry, that took too long. Please say it again.";

    private static final String GREETING = "Hello, how can I help?";

    private AgentConfigReader() {}

    static AgentConfig read(Settings agent) {
        agent.path(Profiles.KEY);
        Settings pipeline = agent.section("pipeline");
        boolean overlap = pipeline.flag("overlap", true);
        AgentConfig config = new AgentConfig(
                vad(agent.section("vad")),
                audio(agent.section("audio")),
                endpointing(agent.section("endpointing")),
                stt(agent.section("stt"), overlap),
                context(agent.section("context")),
                cache(agent.section("cache")),
                llm(agent.section("llm"), overlap),
                phrase(agent.section("phrase")),
                tts(agent.section("tts"), overlap),
                speechToSpeech(agent.section("speech_to_speech")),
                tools(agent.section("tools")),
                filler(agent.section("filler")),
                bargeIn(agent.section("barge_in")),
                fallback(agent.section("fallback")),
                pipeline.complete(new AgentConfig.Pipeline(overlap)),
                network(agent.section("network")),
                greeting(agent.section("greeting")));
        agent.refuseUnknown();
        ConfigContradictions.check(config);
        return config;
    }

    private static AgentConfig.Vad vad(Settings s) {
        return s.complete(
                new AgentConfig.Vad(s.choice("engine", "silero", "energy"), s.number("threshold", 0.5, 0.05, 0.99)));
    }

    private static AgentConfig.Audio audio(Settings s) {
        long chunkMs = s.whole("chunk_ms", 20, 20, 200);
        if (chunkMs % 20 != 0) {
            throw s.wrong("chunk_ms", Long.toString(chunkMs), "a multiple of 20, the length of a frame", "change it");
        }
        return s.complete(new AgentConfig.Audio((int) chunkMs, s.flag("noise_suppression", false)));
    }

    private static AgentConfig.Endpointing endpointing(Settings s) {
        long completeMs = s.whole("complete_ms", 240, 60, 10_000);
        long incompleteMs = s.whole("incomplete_ms", 1_200, 60, 10_000);
        if (incompleteMs < completeMs) {
            throw s.wrong(
                    "incomplete_ms",
                    Long.toString(incompleteMs),
                    "at least complete_ms, which is " + completeMs,
                    "raise incomplete_ms");
        }
        return s.complete(new AgentConfig.Endpointing(
                s.whole("silence_ms", 500, 60, 10_000),
                s.whole("min_speech_ms", 60, 20, 1_000),
                s.whole("max_turn_ms", 30_000, 1_000, 120_000),
                s.flag("model", false),
                completeMs,
                incompleteMs));
    }

    private static AgentConfig.Stt stt(Settings s, boolean overlap) {
        Settings partials = s.section("partials");
        return s.complete(new AgentConfig.Stt(
                s.choice("engine", "auto", "sphinx", "matcher", "pocketsphinx", "openai", "modelled"),
                (int) s.whole("most_streams", 8, 1, 64),
                s.whole("preroll_ms", 300, 0, 1_000),
                s.whole("timeout_ms", 4_000, 100, 60_000),
                streaming(s, overlap),
                s.flag("modelled", false),
                partials.complete(new AgentConfig.Partials(
                        partials.flag("act", false), partials.number("confidence", 0.8, 0, 1))),
                provider(s, "whisper-1")));
    }

    /** Off where the stages do not overlap; saying both is a contradiction. */
    private static boolean streaming(Settings s, boolean overlap) {
        boolean streaming = s.flag("streaming", overlap);
        if (streaming && !overlap) {
            throw s.wrong(
                    "streaming",
                    "true",
                    "false where pipeline.overlap is false: a stage that streams overlaps the next",
                    "remove it, or set pipeline.overlap to true");
        }
        return streaming;
    }

    /** Keys {@code base_url}, {@code model_name} and {@code key_env}. */
    private static AgentConfig.Provider provider(Settings s, String model) {
        String variable = s.text("key_env", "OPENAI_API_KEY", 100);
        if (!variable.chars()
                .allMatch(c -> c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
            throw s.wrong(
                    "key_env",
                    "(not shown: it may be a key)",
                    "the name of an environment variable, such as OPENAI_API_KEY",
                    "put the key into that variable, not here");
        }
        return new AgentConfig.Provider(
                address(s, "base_url", s.text("base_url", "https://api.openai.com/v1", 500)),
                s.text("model_name", model, 200),
                variable);
    }

    /** {@code value} when it is an HTTP address. One with a password in it is refused, and not shown. */
    private static String address(Settings s, String key, String value) {
        String allowed = "an address such as http://127.0.0.1:8090 or https://api.openai.com/v1";
        try {
            URI address = new URI(value);
            if (address.getRawUserInfo() != null) {
                throw s.wrong(key, "(not shown: it holds a password)", allowed, "take the password out");
            }
            boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getPort() <= 65_535) {
                return value;
            }
        } catch (URISyntaxException none) {
            // Said below.
        }
        throw s.wrong(key, value, allowed, "change it");
    }

    private static AgentConfig.Context context(Settings s) {
        Settings fetch = s.section("fetch");
        return s.complete(new AgentConfig.Context(fetch.complete(latency(fetch, 0, 0.4)), s.flag("preload", false)));
    }

    private static AgentConfig.Cache cache(Settings s) {
        return s.complete(new AgentConfig.Cache(
                s.flag("enabled", false),
                s.number("threshold", 0.65, 0, 1),
                s.flag("guard", true),
                s.choice("scope", "persona", "caller", "call"),
                s.whole("ttl_s", 3_600, 1, 31_536_000),
                s.flag("audio", false),
                s.path("file"),
                s.number("modelled_hit_rate", 1, 0, 1)));
    }

    private static AgentConfig.Llm llm(Settings s, boolean overlap) {
        Settings latency = s.section("latency");
        AgentConfig.TokenLatency tokens = latency.complete(new AgentConfig.TokenLatency(
                latency(latency, 250, 0.357), latency.number("per_token_ms", 12, 0, 1_000)));
        Settings routing = s.section("routing");
        Settings prompt = s.section("prompt");
        return s.complete(new AgentConfig.Llm(
                s.choice("engine", "modelled", "openai"),
                s.choice("tier", "fast", "balanced", "premium"),
                latency.isEmpty() ? Optional.empty() : Optional.of(tokens),
                streaming(s, overlap),
                routing.complete(new AgentConfig.Routing(
                        routing.flag("enabled", false), routing.choice("simple", "fast", "balanced", "premium"))),
                prompt.complete(new AgentConfig.Prompt(
                        (int) prompt.whole("system_tokens", 500, 0, 200_000),
                        (int) prompt.whole("window_turns", 0, 0, 1_000),
                        prompt.flag("distil", false))),
                s.flag("prompt_cache", false),
                s.flag("kv_reuse", false),
                fleet(s.section("fleet")),
                s.flag("provider_jitter", false),
                s.flag("verify", false),
                s.whole("timeout_ms", 8_000, 50, 120_000),
                s.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                provider(s, "gpt-4o-mini")));
    }

    private static AgentConfig.Fleet fleet(Settings s) {
        return s.complete(new AgentConfig.Fleet(
                (int) s.whole("replicas", 0, 0, 10_000),
                (int) s.whole("most_replicas", 1, 1, 10_000),
                (int) s.whole("slots", 8, 1, 10_000),
                s.flag("warm", true),
                s.flag("warm_up", false),
                s.whole("idle_s", 0, 0, 86_400),
                s.choice("scale_on", "none", "cpu", "queue", "latency")));
    }

    private static AgentConfig.Phrase phrase(Settings s) {
        int min = (int) s.whole("min_chars", 8, 1, 200);
        int max = (int) s.whole("max_chars", 120, 10, 1_000);
        if (max < min) {
            throw s.wrong("max_chars", Integer.toString(max), "at least min_chars, which is " + min, "raise max_chars");
        }
        return s.complete(new AgentConfig.Phrase(min, max));
    }

    private static AgentConfig.Tts tts(Settings s, boolean overlap) {
        return s.complete(new AgentConfig.Tts(
                s.choice("engine", "freetts", "flite", "openai", "modelled"),
                s.choice("tier", "engine", "fastest", "standard", "neural"),
                streaming(s, overlap),
                s.flag("phrase_cache", false),
                s.text("voice", USUAL_VOICE, 100),
                s.number("pitch_hz", 100, 50, 400),
                s.number("rate_wpm", 150, 80, 400),
                s.flag("trim_silence", true),
                s.whole("timeout_ms", 5_000, 100, 60_000),
                provider(s, "tts-1")));
    }

    private static AgentConfig.SpeechToSpeech speechToSpeech(Settings s) {
        Settings latency = s.section("latency");
        Latency stated = latency.complete(latency(latency, 250, 0.3));
        return s.complete(new AgentConfig.SpeechToSpeech(
                s.flag("enabled", false), latency.isEmpty() ? Optional.empty() : Optional.of(stated)));
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
        long status = lookup.whole("status", 0, 0, 599);
        if (status != 0 && status < 400) {
            throw lookup.wrong("status", Long.toString(status), "0, or an error from 400 to 599", "change it");
        }
        AgentConfig.ToolScript script = lookup.complete(new AgentConfig.ToolScript(
                delay,
                lookup.number("fail_rate", 0, 0, 1),
                lookup.flag("hang", false),
                (int) status,
                lookup.flag("garbage", false)));
        String server = s.path("server");
        return s.complete(new AgentConfig.Tools(
                s.whole("timeout_ms", 5_000, 50, 120_000),
                server.isEmpty() ? server : address(s, "server", server),
                Map.of(LOOKUP_ORDER, script)));
    }

    private static AgentConfig.Filler filler(Settings s) {
        return s.complete(new AgentConfig.Filler(
                s.flag("enabled", true), s.choice("when", "tool", "reply"), s.whole("after_ms", 600, 0, 60_000)));
    }

    private static AgentConfig.BargeIn bargeIn(Settings s) {
        return s.complete(new AgentConfig.BargeIn(s.flag("enabled", true), s.whole("min_speech_ms", 500, 20, 5_000)));
    }

    private static AgentConfig.Fallback fallback(Settings s) {
        return s.complete(new AgentConfig.Fallback(s.flag("enabled", true), s.text("text", FALLBACK, 300)));
    }

    private static AgentConfig.Network network(Settings s) {
        return s.complete(new AgentConfig.Network(
                s.choice("caller", REGIONS),
                s.choice("agent", REGIONS),
                s.choice("stt", REGIONS),
                s.choice("llm", REGIONS),
                s.choice("tts", REGIONS),
                s.choice("transport", "none", "udp", "tcp"),
                s.number("loss_rate", 0, 0, 0.5),
                s.number("jitter_ms", 0, 0, 1_000),
                s.number("jitter_buffer_ms", 60, 0, 1_000),
                callers(s.section("callers"))));
    }

    /** Regions with their shares of the calls, which are taken relative to their sum. */
    private static Map<String, Double> callers(Settings s) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String region : REGIONS) {
            boolean place = !region.equals("same") && !region.equals("edge");
            double share = place ? s.number(region, 0, 0, 1_000) : 0;
            if (share > 0) {
                shares.put(region, share);
            }
        }
        return s.complete(shares);
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
