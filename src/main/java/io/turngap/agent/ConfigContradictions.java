package io.turngap.agent;

/**
 * Refuses settings of which each is right by itself and which cannot work together: a switch that would silently do nothing is a figure that
 * is silently wrong. Says which key, what it is, why that cannot be, and what to do.
 */
final class ConfigContradictions {

    private ConfigContradictions() {}

    /** @throws AgentConfigException naming the first contradiction */
    static void check(AgentConfig config) {
        if (config.speechToSpeech().enabled()) {
            speechToSpeech(config);
        }
        recognition(config.stt());
        refuse(
                config.context().preload() && config.context().fetch().medianMs() == 0,
                "context.preload",
                "true",
                "there is no record to fetch while context.fetch.median_ms is 0",
                "set context.fetch.median_ms, or remove preload");
        cache(config.cache());
        languageModel(config.llm());
        network(config.network());
    }

    private static void recognition(AgentConfig.Stt stt) {
        refuse(
                stt.partials().act() && !stt.streaming(),
                "stt.partials.act",
                "true",
                "a recogniser that waits for the whole utterance gives no partials: stt.streaming is false",
                "set stt.streaming to true, or remove act");
        refuse(
                stt.partials().act() && stt.engine().equals("openai"),
                "stt.partials.act",
                "true",
                "the endpoint of stt.engine openai takes whole utterances and gives no partials",
                "choose another engine, or remove act");
    }

    private static void cache(AgentConfig.Cache cache) {
        refuse(
                cache.audio() && !cache.enabled(),
                "cache.audio",
                "true",
                "there is no cache to keep the sound in: cache.enabled is false",
                "set cache.enabled to true, or remove audio");
        refuse(
                cache.modelledHitRate() < 1 && !cache.enabled(),
                "cache.modelled_hit_rate",
                Double.toString(cache.modelledHitRate()),
                "there is no cache to hit: cache.enabled is false",
                "set cache.enabled to true, or remove modelled_hit_rate");
        refuse(
                !cache.file().isEmpty() && !cache.enabled(),
                "cache.file",
                '"' + cache.file() + '"',
                "there is no cache to keep in it: cache.enabled is false",
                "set cache.enabled to true, or remove file");
    }

    private static void languageModel(AgentConfig.Llm llm) {
        boolean real = !llm.engine().equals("modelled");
        refuse(
                real && llm.routing().enabled(),
                "llm.routing.enabled",
                "true",
                "the tiers that routing chooses from are those of llm.engine modelled; an endpoint has one model, llm.model_name",
                "set llm.engine to modelled, or remove routing");
        refuse(
                real && llm.latency().isPresent(),
                "llm.latency",
                "set",
                "the latency of llm.engine " + llm.engine() + " is its own and is not drawn",
                "set llm.engine to modelled, or remove latency");
        refuse(
                llm.prompt().distil() && llm.prompt().windowTurns() == 0,
                "llm.prompt.distil",
                "true",
                "no turn leaves the prompt while llm.prompt.window_turns is 0, so there is nothing to sum up",
                "set llm.prompt.window_turns, or remove distil");
        refuse(
                !llm.fleet().scaleOn().equals("none") && llm.fleet().replicas() == 0,
                "llm.fleet.scale_on",
                llm.fleet().scaleOn(),
                "with llm.fleet.replicas 0 there are as many machines as are needed, and nothing to scale",
                "set llm.fleet.replicas, or remove scale_on");
    }

    private static void network(AgentConfig.Network network) {
        boolean apart = !network.agent().equals("same") && !network.agent().equals("edge");
        boolean beside = network.stt().equals("edge")
                || network.llm().equals("edge")
                || network.tts().equals("edge");
        refuse(
                !network.callers().isEmpty() && (!network.caller().equals("same") || !apart || beside),
                "network.callers",
                network.callers().toString(),
                "callers from several regions need an agent that stands in one, no network.caller, and no service at the edge",
                "set network.agent to a region, and take network.caller and edge out; or remove callers");
        boolean carried = !network.transport().equals("none");
        refuse(
                network.jitterMs() > 0 && !carried,
                "network.jitter_ms",
                Double.toString(network.jitterMs()),
                "no transport is modelled that could be late: network.transport is none",
                "set network.transport to udp or tcp, or remove jitter_ms");
        refuse(
                network.lossRate() > 0 && !carried,
                "network.loss_rate",
                Double.toString(network.lossRate()),
                "no transport is modelled that could lose anything: network.transport is none",
                "set network.transport to udp or tcp, or remove loss_rate");
    }

    private static void speechToSpeech(AgentConfig config) {
        String no = "with speech_to_speech.enabled there is no text between sound and sound: ";
        String todo = "set speech_to_speech.enabled to false, or this";
        refuse(!config.pipeline().overlap(), "pipeline.overlap", "false", no + "no stages to put in a row", todo);
        refuse(
                !config.stt().streaming(),
                "stt.streaming",
                "false",
                no + "the model hears while the caller speaks",
                todo);
        refuse(config.stt().partials().act(), "stt.partials.act", "true", no + "no partials to act on", todo);
        refuse(config.cache().enabled(), "cache.enabled", "true", no + "no words to look an answer up by", todo);
        refuse(
                config.llm().routing().enabled(),
                "llm.routing.enabled",
                "true",
                no + "no language model to route to",
                todo);
        refuse(
                !config.llm().engine().equals("modelled"),
                "llm.engine",
                config.llm().engine(),
                no + "its words are templated, and no language model is asked",
                todo);
        refuse(
                config.filler().enabled() && config.filler().when().equals("reply"),
                "filler.when",
                "reply",
                no + "no phrase can be said while the one model is about to speak",
                todo);
        refuse(
                !config.tools().server().isEmpty(),
                "tools.server",
                '"' + config.tools().server() + '"',
                no + "no tool can be called",
                todo);
    }

    private static void refuse(boolean contradiction, String key, String seen, String why, String todo) {
        if (contradiction) {
            String whole = "agent." + key;
            throw new AgentConfigException(
                    whole, "contradiction at " + whole + "; value seen: " + seen + "; " + why + "; " + todo);
        }
    }
}
