package io.turngap.agent;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What Debian has to have installed for the engines {@code flite} and {@code pocketsphinx}, and whether it is. */
public final class SpeechPackages {

    /** The packages, in the order in which they are installed. */
    public static final List<String> NAMES = List.of("libflite1", "libpocketsphinx3", "pocketsphinx-en-us");

    /** The command that installs them. */
    public static final String INSTALL = "./turngap doctor --install speech";

    private SpeechPackages() {}

    /** What each engine lacks on this machine, by engine; an empty list where it can be used. */
    public static Map<String, List<String>> lacking() {
        Map<String, List<String>> lacking = new TreeMap<>();
        List<String> flite = new ArrayList<>();
        require(flite, Flite.LIBRARY);
        Flite.VOICES.values().stream().sorted().forEach(voice -> require(flite, "libflite_" + voice + ".so.1"));
        lacking.put("flite", flite);
        List<String> pocketsphinx = new ArrayList<>();
        require(pocketsphinx, Pocketsphinx.BASE_LIBRARY);
        require(pocketsphinx, Pocketsphinx.LIBRARY);
        for (Path model : List.of(Pocketsphinx.ACOUSTIC_MODEL, Pocketsphinx.DICTIONARY)) {
            if (!Files.isReadable(model)) {
                pocketsphinx.add(model.toString());
            }
        }
        lacking.put("pocketsphinx", pocketsphinx);
        return lacking;
    }

    /**
     * Looks whether the engines that {@code config} names are there.
     *
     * @throws AgentConfigException when one is not; it says what is missing and how to install it
     */
    public static void check(AgentConfig config) {
        for (String engine : List.of(config.stt().engine(), config.tts().engine())) {
            if (!lacking().getOrDefault(engine, List.of()).isEmpty()) {
                throw missing(engine.equals("flite") ? "agent.tts.engine" : "agent.stt.engine", engine);
            }
        }
    }

    /**
     * Looks whether the keys are there without which OpenAI answers nobody; other servers may want none.
     *
     * @param environment such as {@code System::getenv}; gives null for a variable that is not set
     * @throws AgentConfigException when one is not; it names the variable
     */
    public static void checkKeys(AgentConfig config, UnaryOperator<@Nullable String> environment) {
        key("agent.stt", config.stt().engine(), config.stt().provider(), environment);
        key("agent.llm", config.llm().engine(), config.llm().provider(), environment);
        key("agent.tts", config.tts().engine(), config.tts().provider(), environment);
    }

    private static void key(
            String stage, String engine, AgentConfig.Provider provider, UnaryOperator<@Nullable String> environment) {
        String key = environment.apply(provider.keyEnv());
        boolean wanted = engine.equals("openai")
                && "api.openai.com".equals(URI.create(provider.baseUrl()).getHost());
        if (wanted && (key == null || key.isBlank())) {
            throw new AgentConfigException(
                    stage + ".engine",
                    stage
                            + ".engine is openai, and api.openai.com answers nobody without a key; value seen: the environment variable "
                            + provider.keyEnv()
                            + " is not set; set it before starting, or name the one that holds the key in "
                            + stage + ".key_env, or another server in " + stage + ".base_url");
        }
    }

    static AgentConfigException missing(String key, String engine) {
        List<String> lacking = lacking().getOrDefault(engine, List.of());
        return new AgentConfigException(
                key,
                key + " is " + engine + ", which is not installed on this machine: no "
                        + (lacking.isEmpty() ? engine : String.join(", ", lacking))
                        + "; install it on Debian or Ubuntu with: " + INSTALL + "; or choose another engine");
    }

    private static void require(List<String> lacking, String library) {
        if (NativeLibrary.find(library).isEmpty()) {
            lacking.add(library);
        }
    }
}
