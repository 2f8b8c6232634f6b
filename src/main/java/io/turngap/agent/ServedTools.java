package io.turngap.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.turngap.scenario.ToolScript;
import io.turngap.scenario.ToolScripts;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Does what the scripts say, for whoever calls, over HTTP or MCP. A call that says which call and turn it is for gets what those draw; of
 * others the n-th of a tool always gets the same. Thread-safe.
 */
final class ServedTools {

    /** How a tool was called. */
    enum Way {
        HTTP,
        MCP
    }

    /** The phone call and the turn that a tool was called for. */
    record For(long call, int turn) {}

    /** A call of a tool; {@code turn} where the agent says it. */
    record Asked(Way way, String name, JsonNode arguments, Optional<For> turn) {}

    private final ToolScripts scripts;
    private final Seeds seeds;
    private final ToolLog log;
    /** Calls so far that did not say their turn, by the name of their script. */
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    ServedTools(ToolScripts scripts, Seeds seeds, ToolLog log) {
        this.scripts = scripts;
        this.seeds = seeds;
        this.log = log;
    }

    ToolScripts scripts() {
        return scripts;
    }

    /**
     * Calls a tool; {@code fate} comes on the timeline once its delay has passed, and never when it hangs.
     *
     * @return gives the call up
     */
    Runnable call(Timeline timeline, ToolScript script, Asked asked, Consumer<ToolScript.Fate> fate) {
        ToolScript.Draw draw = script.draw(branch(asked).random());
        if (draw.fate() == ToolScript.Fate.HUNG) {
            log.write(asked, draw, "hung");
            return () -> {};
        }
        boolean[] settled = {false};
        Timeline.Scheduled due = timeline.after(draw.delayNanos(), () -> {
            settled[0] = true;
            log.write(asked, draw, draw.fate() == ToolScript.Fate.FAILED ? "failed" : "answered");
            fate.accept(draw.fate());
        });
        return () -> {
            if (!settled[0]) {
                settled[0] = true;
                due.cancel();
                log.write(asked, draw, "cancelled");
            }
        };
    }

    private Seeds branch(Asked asked) {
        Seeds own = seeds.at(asked.name());
        if (asked.turn().isPresent()) {
            return own.at(asked.turn().get().call()).at(asked.turn().get().turn());
        }
        String script = scripts.byName().containsKey(asked.name()) ? asked.name() : ToolScripts.ANY;
        long count = counts.computeIfAbsent(script, name -> new AtomicLong()).getAndIncrement();
        return own.at("count").at(count);
    }
}
