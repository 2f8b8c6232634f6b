package io.turngap.agent;

import io.turngap.measure.Milestone;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Waits for a tool. Whatever comes first, its answer or {@code tools.timeout_ms}, is handed on, and nothing after it (L23).
 *
 * <p>A tool that was called on a guess (L2) counts as called when its answer is asked for: {@code tool.start} and {@code tool.end} show
 * what was waited for it, which is nothing when it had answered by then.
 */
final class ToolWait {

    private final CallScope scope;
    private final int turn;
    private final Consumer<Tool.Result> then;
    private final Timeout timeout;
    private Runnable giveUp = () -> {};
    private boolean settled;

    /** {@code then} gets what came of the call, once, unless {@link #cancel} comes first. */
    ToolWait(CallScope scope, int turn, Consumer<Tool.Result> then) {
        this.scope = scope;
        this.turn = turn;
        this.then = then;
        this.timeout = new Timeout(
                scope.timeline(), scope.config().tools().timeoutMs(), () -> answered(new Tool.Result.TimedOut()));
    }

    void begin(String name, String argument, Optional<PartialGuess.EarlyTool> early) {
        scope.events().milestone(Milestone.TOOL_START, scope.timeline().nowNanos());
        if (early.isPresent() && early.get().fits(name, argument)) {
            giveUp = early.get().giveUp();
            early.get().result().then(this::answered);
            return;
        }
        Runnable cancel = scope.kit()
                .tool()
                .call(scope.timeline(), new Tool.Call(scope.call(), turn, name, argument), this::answered);
        if (!settled) {
            giveUp = cancel;
        }
    }

    void cancel() {
        settled = true;
        timeout.cancel();
        giveUp.run();
    }

    private void answered(Tool.Result result) {
        if (settled) {
            return;
        }
        cancel();
        scope.events().milestone(Milestone.TOOL_END, scope.timeline().nowNanos());
        if (result instanceof Tool.Result.Failed failed) {
            scope.events().lever("fallback", "tool failed");
            scope.events().trouble("tool failed: " + failed.why());
        } else if (result instanceof Tool.Result.TimedOut) {
            scope.events().lever("fallback", "tool timed out");
            scope.events()
                    .trouble("tool gave no answer within "
                            + scope.config().tools().timeoutMs() + " ms");
        }
        then.accept(result);
    }
}
