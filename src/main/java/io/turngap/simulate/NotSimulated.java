package io.turngap.simulate;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.Kit;
import io.turngap.scenario.Conditions;
import io.turngap.scenario.Scenario;
import io.turngap.scenario.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What of a scenario has no effect where nothing sounds, in a line each: a simulated run says so beside its figures. */
public final class NotSimulated {

    private NotSimulated() {}

    /** The lines; {@code about} is what the agent says of its stages. */
    public static List<String> of(Scenario scenario, AgentConfig config, Map<String, Kit.About> about) {
        Set<String> lines = new LinkedHashSet<>();
        lines.add("the set-up of a connection, and the machine: calls cost each other nothing but what is modelled");
        replaced(lines, "endpointing", "agent.vad.engine", config.vad().engine(), about);
        replaced(lines, "stt", "agent.stt.engine", config.stt().engine(), about);
        replaced(lines, "tts", "agent.tts.engine", config.tts().engine(), about);
        replaced(lines, "llm", "agent.llm.engine", config.llm().engine(), about);
        levers(lines, config);
        if (!scenario.tools().isEmpty()) {
            lines.add("tools: the agent asks its own tools (agent.tools), and none on the caller's side");
        }
        conditions(lines, scenario.conditions());
        for (Step step : scenario.script()) {
            switch (step) {
                case Step.Say say -> spoken(lines, say.parts(), say.conditions().orElse(Conditions.CLEAR));
                case Step.Interrupt say ->
                    spoken(lines, say.parts(), say.conditions().orElse(Conditions.CLEAR));
                case Step.Backchannel say ->
                    spoken(lines, say.parts(), say.conditions().orElse(Conditions.CLEAR));
                case Step.WaitFor wait -> {}
                case Step.Silence silence -> {}
                case Step.Press press -> lines.add("press " + press.keys() + ": the modelled agent takes no keys");
                case Step.HangUp hangUp -> {}
            }
        }
        return List.copyOf(lines);
    }

    private static void levers(Set<String> lines, AgentConfig config) {
        if (config.audio().noiseSuppression()) {
            lines.add("agent.audio.noise_suppression: there is no noise to suppress; the delay that it costs is there");
        }
        if (config.network().transport().equals("udp")
                && (config.network().lossRate() > 0 || config.network().jitterMs() > 0)) {
            lines.add(
                    "agent.network: frames that udp loses or has too late have no sound to miss; the buffer's delay is there");
        }
        if (!config.tools().server().isEmpty()) {
            lines.add("agent.tools.server " + config.tools().server() + ": the scripted delays stand in for it");
        }
        if (!config.cache().file().isEmpty()) {
            lines.add("agent.cache.file " + config.cache().file() + ": the cache starts empty and is not written");
        }
        if (!config.tts().streaming() && config.tts().tier().equals("engine")) {
            lines.add(
                    "agent.tts.streaming false: the modelled tone takes no time to make; choose a tts.tier, whose time is modelled");
        }
    }

    private static void replaced(
            Set<String> lines, String stage, String key, String engine, Map<String, Kit.About> about) {
        Kit.About used = about.get(stage);
        if (!engine.equals("modelled") && used != null && used.modelled()) {
            lines.add(key + " " + engine + ": " + used.engine() + " stands in for it");
        }
    }

    private static void spoken(Set<String> lines, List<Step.Part> parts, Conditions conditions) {
        conditions(lines, conditions);
        for (Step.Part part : parts) {
            if (part instanceof Step.Part.Speech speech && speech.source().endsWith(".wav")) {
                lines.add(
                        "the words of " + speech.source() + ", which nobody wrote down: the agent understands nothing");
            }
        }
    }

    private static void conditions(Set<String> lines, Conditions conditions) {
        conditions
                .noise()
                .ifPresent(noise -> lines.add("noise " + noise.bed() + " and what it does to hearing and recognition"));
        if (conditions.gainDb() != 0) {
            lines.add("gain_db: nobody is louder than another");
        }
        if (conditions.line() != Conditions.Line.WIDEBAND) {
            lines.add("line telephone and what it does to recognition");
        }
        if (!(conditions.network().loss() instanceof Conditions.Loss.None)) {
            lines.add("network.loss: lost frames have no sound to miss");
        }
    }
}
