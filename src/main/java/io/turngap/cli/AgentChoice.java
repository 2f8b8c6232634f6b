package io.turngap.cli;

import io.turngap.agent.AgentConfig;
import io.turngap.agent.AgentConfigException;
import io.turngap.agent.SpeechPackages;
import io.turngap.gate.ExitCode;
import io.turngap.link.LinkException;
import io.turngap.link.LinkOptions;
import io.turngap.link.Links;
import io.turngap.link.SocketLink;
import io.turngap.load.Ceiling;
import io.turngap.load.ScenarioLink;
import io.turngap.scenario.CheckedScenario;
import io.turngap.scenario.Scenario;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who is called, and how: the options of a command that makes calls. */
final class AgentChoice {

    /** The address of the agent that this program starts itself. */
    static final String BUNDLED = "bundled";

    @Option(
            names = "--agent",
            paramLabel = "ADDRESS",
            defaultValue = BUNDLED,
            description = {
                "Who is called: bundled (starts the bundled agent in a process of its own), or an agent by its protocol:",
                "openai:wss://HOST/PATH, azure:wss://…, pipecat:ws://HOST:PORT or pipecat:http://HOST/start, deepgram:,",
                "elevenlabs:AGENT_ID, gemini:MODEL, file:my-agent.yaml (any WebSocket; docs/agent-link.md), a telephone agent",
                "by its hook, twilio:http://HOST:PORT/PATH, or its stream, twilio:ws://…; likewise telnyx:, plivo:, vonage:,",
                "exotel:. Keys come from the environment (docs/links.md). Default: ${DEFAULT-VALUE}."
            })
    private String address;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            defaultValue = "pcm",
            description =
                    "Sound on the wire: pcm (24 kHz), mulaw or alaw (8 kHz), or, with the bundled agent, opus. Default: ${DEFAULT-VALUE}.")
    private String codec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model of the agent, for protocols that name it at connect.")
    private @Nullable String model;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description =
                    "Certificates to trust instead of Java's own, such as the one that an agent of yours signed itself.")
    private @Nullable Path trust;

    @Mixin
    private Ceilings ceilings;

    /**
     * Who is called.
     *
     * @param shown its address without secrets
     * @param protocol name of the link's protocol
     * @param ceiling the most that may be asked of it
     * @param mostCalls calls at once that the protocol allows; empty where it does not say
     */
    record Reached(String shown, String protocol, Ceiling ceiling, OptionalInt mostCalls) {}

    boolean isBundled() {
        return address.equals(BUNDLED);
    }

    String address() {
        return address;
    }

    /** The most calls that {@code --max-calls} allows, where it was given. */
    OptionalInt maxCalls() {
        return ceilings.maxCalls();
    }

    String codec() {
        return codec;
    }

    /** How it is reached. */
    LinkOptions options(Scenario scenario) {
        LinkOptions options = ScenarioLink.options(scenario, System.getenv()).withFormat(Codecs.parse(codec));
        options = model == null ? options : options.withModel(model);
        return trust == null ? options : options.withTrustedCertificates(trust);
    }

    /**
     * Before anything is written: an address that cannot be one, or calls that nobody allowed, leave no folder behind.
     *
     * @param first the scenario of the first calls, which must be allowed
     * @param words how the command speaks of them
     */
    Reached reach(LinkOptions options, CheckedScenario first, PrintWriter err, Ceilings.Words words) {
        return reach(address, 1, options, first, err, words);
    }

    /** The host of an agent that is not started here. */
    static Optional<String> host(String address, LinkOptions options) {
        if (address.equals(BUNDLED)) {
            return Optional.empty();
        }
        try (SocketLink link = Links.open(address, options)) {
            return Optional.of(link.host().toLowerCase(Locale.ROOT));
        } catch (LinkException wrong) {
            throw wrong(wrong);
        }
    }

    /**
     * As the other, of any agent that is called the same way.
     *
     * @param onItsHost how many agents at its host the command calls
     */
    Reached reach(
            String address,
            int onItsHost,
            LinkOptions options,
            CheckedScenario first,
            PrintWriter err,
            Ceilings.Words words) {
        if (address.equals(BUNDLED)) {
            checkInstalled(first);
            return new Reached(BUNDLED, "openai-realtime", Ceiling.NONE, OptionalInt.empty());
        }
        try (SocketLink link = Links.open(address, options)) {
            Ceiling ceiling = link.leavesThisMachine() || ceilings.areGiven()
                    ? ceilings.decide(
                            link.leavesThisMachine() ? link.host() : link.host() + " or wherever it sends calls",
                            onItsHost,
                            first.scenario(),
                            RememberedCeilings.ofThisUser(),
                            Ceilings.Person.at(
                                    err, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))),
                            words)
                    : Ceiling.NONE;
            return new Reached(link.shownAddress(), link.protocolName(), ceiling, link.mostCalls());
        } catch (LinkException wrong) {
            throw wrong(wrong);
        }
    }

    static CommandFailure wrong(LinkException wrong) {
        return new CommandFailure(ExitCode.USAGE.code(), String.valueOf(wrong.getMessage()));
    }

    private static void checkInstalled(CheckedScenario checked) {
        try {
            AgentConfig settings = ScenarioChoice.agent(checked);
            SpeechPackages.check(settings);
            SpeechPackages.checkKeys(settings, System::getenv);
        } catch (AgentConfigException absent) {
            throw ScenarioChoice.wrong(checked, absent);
        }
    }
}
