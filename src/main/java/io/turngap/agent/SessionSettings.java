package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * The {@code session} object of one connection. An update changes what it names and nothing else, and is taken as a whole or not at all;
 * fields that this server does not know are passed over.
 */
final class SessionSettings {

    private static final int MOST_CHARS = 262_144;
    private static final int MOST_TOOLS = 128;
    private static final Set<String> KNOWN = Set.of(
            "type",
            "model",
            "output_modalities",
            "instructions",
            "tools",
            "tool_choice",
            "max_output_tokens",
            "tracing",
            "truncation",
            "prompt",
            "include",
            "audio",
            "parallel_tool_calls",
            "reasoning");

    private final AgentConfig config;
    private ObjectNode session;
    private WireFormat input = WireFormat.PCM;
    private WireFormat output = WireFormat.PCM;
    private TurnTaking taking;

    /** Defaults of a new session; {@code expiresAtS} in seconds since 1970. */
    SessionSettings(String id, String model, String transcriber, AgentConfig config, long expiresAtS) {
        this.config = config;
        this.taking = TurnTaking.of(config);
        session = object().put("type", "realtime")
                .put("object", "realtime.session")
                .put("id", id)
                .put("model", model)
                .put("instructions", "")
                .put("tool_choice", "auto")
                .put("max_output_tokens", "inf")
                .put("truncation", "auto")
                .put("expires_at", expiresAtS);
        session.putArray("output_modalities").add("audio");
        session.putArray("tools");
        session.putNull("tracing").putNull("prompt").putNull("include");
        ObjectNode audio = session.putObject("audio");
        ObjectNode in = audio.putObject("input");
        in.set("format", input.json());
        in.putObject("transcription").put("model", transcriber);
        in.putNull("noise_reduction");
        in.set("turn_detection", defaultDetection());
        ObjectNode out = audio.putObject("output");
        out.set("format", output.json());
        out.put("voice", config.tts().voice()).put("speed", 1.0);
    }

    /** Applies the {@code session} of a {@code session.update}. */
    void update(JsonNode change) throws ClientError {
        if (!change.isObject()) {
            throw wrong("session", change, "an object");
        }
        if (!change.path("type").asText().equals("realtime")) {
            throw wrong("session.type", change.path("type"), "'realtime'");
        }
        if (change.toString().length() > MOST_CHARS) {
            throw new ClientError(
                    "session_too_large",
                    "session",
                    "The session has more than " + MOST_CHARS + " characters; shorten its instructions or tools.");
        }
        ObjectNode next = session.deepCopy();
        for (var field : change.properties()) {
            if (KNOWN.contains(field.getKey()) && !field.getKey().equals("audio")) {
                boolean cleared =
                        field.getKey().equals("tools") && field.getValue().isNull();
                next.set(field.getKey(), cleared ? next.arrayNode() : field.getValue());
            }
        }
        checkModalities("session.output_modalities", next.path("output_modalities"));
        checkTools("session.tools", next.path("tools"));
        JsonNode choice = next.path("tool_choice");
        if (!choice.isTextual() && !choice.isObject()) {
            throw wrong("session.tool_choice", choice, "'auto', 'none', 'required' or an object that names a function");
        }
        if (!next.path("instructions").isTextual() && !next.path("instructions").isNull()) {
            throw wrong("session.instructions", next.path("instructions"), "a text");
        }
        JsonNode most = next.path("max_output_tokens");
        if (!most.isIntegralNumber() && !most.asText().equals("inf")) {
            throw wrong("session.max_output_tokens", most, "a whole number or 'inf'");
        }
        ObjectNode in = (ObjectNode) next.path("audio").path("input");
        ObjectNode out = (ObjectNode) next.path("audio").path("output");
        JsonNode audio = section(change, "audio", "session.audio");
        merge(in, section(audio, "input", "session.audio.input"), "turn_detection");
        merge(out, section(audio, "output", "session.audio.output"), "");
        WireFormat nextInput = format(in, "session.audio.input.format");
        WireFormat nextOutput = format(out, "session.audio.output.format");
        JsonNode detection = audio.path("input").path("turn_detection");
        TurnTaking nextTaking = detection.isMissingNode() ? taking : detected(in, detection);
        session = next;
        input = nextInput;
        output = nextOutput;
        taking = nextTaking;
    }

    String id() {
        return session.path("id").asText();
    }

    String voice() {
        return session.at("/audio/output/voice").asText();
    }

    JsonNode maxOutputTokens() {
        return session.path("max_output_tokens");
    }

    /** The functions that the client offers. */
    ClientFunctions functions() {
        return functions(MissingNode.getInstance(), MissingNode.getInstance());
    }

    /** As {@link #functions()} for one response, which may name others, or another choice; missing for what it does not name. */
    ClientFunctions functions(JsonNode tools, JsonNode choice) {
        return ClientFunctions.of(
                tools.isMissingNode() ? session.path("tools") : tools,
                choice.isMissingNode() ? session.path("tool_choice") : choice);
    }

    /** Milliseconds of silence behind a reply after which the agent asks; 0 for never. */
    long idleTimeoutMs() {
        return session.at("/audio/input/turn_detection/idle_timeout_ms").asLong(0);
    }

    ObjectNode json() {
        return session.deepCopy();
    }

    WireFormat input() {
        return input;
    }

    WireFormat output() {
        return output;
    }

    TurnTaking taking() {
        return taking;
    }

    boolean isSpoken() {
        return session.path("output_modalities").path(0).asText().equals("audio");
    }

    boolean isTranscribed() {
        return session.at("/audio/input/transcription").isObject();
    }

    /** Milliseconds before the onset that an {@code audio_start_ms} includes. */
    long paddingMs() {
        return session.at("/audio/input/turn_detection/prefix_padding_ms").asLong(0);
    }

    private ObjectNode defaultDetection() {
        return object().put("type", "server_vad")
                .put("threshold", config.vad().threshold())
                .put("prefix_padding_ms", config.stt().prerollMs())
                .put("silence_duration_ms", config.endpointing().silenceMs())
                .put("create_response", true)
                .put("interrupt_response", config.bargeIn().enabled())
                .putNull("idle_timeout_ms");
    }

    /** Writes the whole of a turn detection into {@code in}, as clients expect it back, and says what it means. */
    private TurnTaking detected(ObjectNode in, JsonNode wanted) throws ClientError {
        String at = "session.audio.input.turn_detection";
        if (wanted.isNull()) {
            in.putNull("turn_detection");
            return new TurnTaking(false, taking.threshold(), taking.silenceMs(), false, false);
        }
        String type = wanted.path("type").asText(in.at("/turn_detection/type").asText("server_vad"));
        if (!wanted.isObject() || !Set.of("server_vad", "semantic_vad").contains(type)) {
            throw wrong(at, wanted, "null, or an object whose type is 'server_vad' or 'semantic_vad'");
        }
        JsonNode now = in.path("turn_detection");
        ObjectNode whole = defaultDetection();
        if (now.path("type").asText().equals(type)) {
            whole = (ObjectNode) now.deepCopy();
        } else if (type.equals("semantic_vad")) {
            whole = object().put("type", type)
                    .put("eagerness", "auto")
                    .put("create_response", true)
                    .put("interrupt_response", config.bargeIn().enabled());
        }
        whole.setAll((ObjectNode) wanted);
        in.set("turn_detection", whole);
        JsonNode threshold = whole.path("threshold");
        if (whole.has("threshold")
                && !(threshold.isNumber() && threshold.asDouble() >= 0 && threshold.asDouble() <= 1)) {
            throw wrong(at + ".threshold", threshold, "a number from 0 to 1");
        }
        JsonNode idle = whole.path("idle_timeout_ms");
        if (!idle.isMissingNode()
                && !idle.isNull()
                && !(idle.isIntegralNumber() && idle.asLong() >= 1_000 && idle.asLong() <= 120_000)) {
            throw wrong(at + ".idle_timeout_ms", idle, "null or a whole number from 1000 to 120000");
        }
        JsonNode silence = whole.path("silence_duration_ms");
        if (whole.has("silence_duration_ms")
                && !(silence.isIntegralNumber() && silence.asLong() >= 20 && silence.asLong() <= 10_000)) {
            throw wrong(at + ".silence_duration_ms", silence, "a whole number from 20 to 10000");
        }
        return new TurnTaking(
                true,
                threshold.asDouble(config.vad().threshold()),
                silence.asLong(config.endpointing().silenceMs()),
                whole.path("create_response").asBoolean(true),
                whole.path("interrupt_response").asBoolean(true));
    }

    private static WireFormat format(ObjectNode side, String at) throws ClientError {
        WireFormat format = WireFormat.of(side.path("format"))
                .orElseThrow(() -> wrong(at, side.path("format"), WireFormat.ALLOWED));
        side.set("format", format.json());
        return format;
    }

    private static JsonNode section(JsonNode of, String key, String at) throws ClientError {
        JsonNode section = of.path(key);
        if (!section.isMissingNode() && !section.isNull() && !section.isObject()) {
            throw wrong(at, section, "an object");
        }
        return section;
    }

    private static void merge(ObjectNode into, JsonNode change, String except) {
        for (var field : change.properties()) {
            if (into.has(field.getKey()) && !field.getKey().equals(except)) {
                into.set(field.getKey(), field.getValue());
            }
        }
    }

    /** Throws unless a response can be in these modalities. */
    static void checkModalities(String param, JsonNode modalities) throws ClientError {
        if (modalities.size() != 1
                || !Set.of("audio", "text").contains(modalities.path(0).asText())) {
            throw wrong(param, modalities, "['audio'] or ['text']");
        }
    }

    /** Throws unless these are tools as a client may offer them; those that are no functions need a type only. */
    static void checkTools(String param, JsonNode tools) throws ClientError {
        if (!tools.isArray() || tools.size() > MOST_TOOLS) {
            throw wrong(param, tools, "an array of at most " + MOST_TOOLS + " tools");
        }
        for (JsonNode tool : tools) {
            String type = tool.path("type").asText();
            boolean named =
                    tool.path("name").isTextual() && !tool.path("name").asText().isBlank();
            if (type.isEmpty() || type.equals("function") && !named) {
                throw wrong(param, tool, "objects with type 'function' and a name");
            }
        }
    }

    /** A value that is not allowed, as an error for the client. */
    static ClientError wrong(String param, JsonNode seen, String allowed) {
        String value = seen.isMissingNode() ? "nothing" : ClientError.shown(seen.toString());
        return new ClientError(
                seen.isMissingNode() ? "missing_required_parameter" : "invalid_value",
                param,
                "Invalid value for " + param + ": " + value + ". Allowed: " + allowed + ".");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
