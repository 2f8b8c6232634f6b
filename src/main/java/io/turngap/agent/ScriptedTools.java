package io.turngap.agent;

import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Waits for a tool call, lets a delay drawn from its script pass, and emits an answer or an error; or nothing, when it is told to hang.
 * The same seed, call and turn give the same delay and the same failure. The answers are made from the argument alone.
 */
final class ScriptedTools implements Tool {

    private static final List<String> DAYS = List.of("monday", "tuesday", "wednesday", "thursday", "friday");

    private final AgentConfig.Tools config;
    private final Seeds seeds;

    ScriptedTools(AgentConfig.Tools config, Seeds seeds) {
        this.config = config;
        this.seeds = seeds;
    }

    @Override
    public Runnable call(Timeline timeline, Call call, Consumer<Result> answer) {
        AgentConfig.ToolScript script = config.byName().get(call.name());
        if (script == null) {
            Timeline.Scheduled task =
                    timeline.after(0, () -> answer.accept(new Result.Failed("no tool named " + call.name())));
            return task::cancel;
        }
        UniformRandomProvider random =
                seeds.at(call.name()).at(call.call()).at(call.turn()).random();
        long delayNanos = script.delay().nextNanos(random);
        boolean fails = random.nextDouble() < script.failRate();
        if (script.hang()) {
            return () -> {};
        }
        Result result = result(script, call, fails);
        Timeline.Scheduled task = timeline.after(delayNanos, () -> answer.accept(result));
        return task::cancel;
    }

    private static Result result(AgentConfig.ToolScript script, Call call, boolean fails) {
        if (script.status() != 0) {
            return new Result.Failed("scripted status " + script.status());
        }
        if (script.garbage()) {
            return new Result.Failed("scripted garbage");
        }
        return fails ? new Result.Failed("scripted failure") : new Result.Found(answerTo(call.argument()));
    }

    @Override
    public boolean modelled() {
        return true;
    }

    @Override
    public boolean readOnly(String name) {
        return name.equals(AgentConfigReader.LOOKUP_ORDER);
    }

    /** A day of the week, by the argument. */
    static String answerTo(String argument) {
        return DAYS.get(Math.floorMod(argument.hashCode(), DAYS.size()));
    }
}
