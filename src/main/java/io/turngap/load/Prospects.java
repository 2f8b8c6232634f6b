package io.turngap.load;

import io.turngap.call.CallResult;
import io.turngap.link.Link;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Whether it is any use to go on calling an agent, by how its last calls ended. Thread-safe. */
final class Prospects {

    /** Calls in a row that found no agent, or one that takes no call, after which the rest are not tried. */
    static final int MOST_IN_VAIN = 10;

    private final int most;
    private final AtomicInteger inVain = new AtomicInteger();
    private final AtomicBoolean none = new AtomicBoolean();

    /** There is none after so many calls in vain, and at least {@value #MOST_IN_VAIN}. */
    Prospects(int most) {
        this.most = Math.max(MOST_IN_VAIN, most);
    }

    /**
     * True, once, when it is no use to go on.
     *
     * @param someoneTalks whether a caller is in a conversation with the agent: then it is not
     */
    boolean endWith(CallResult result, BooleanSupplier someoneTalks) {
        if (!isInVain(result)) {
            inVain.set(0);
            return false;
        }
        return inVain.incrementAndGet() >= most && !someoneTalks.getAsBoolean() && !none.getAndSet(true);
    }

    /** Calls in vain in a row. */
    int inVain() {
        return inVain.get();
    }

    /** True of a call that says that the next will hardly do better: no conversation, or one that the agent's limits ended. */
    private static boolean isInVain(CallResult result) {
        return result.connectUs().isEmpty() || (result.failed() && limited(result.ending()));
    }

    /** Why a call was not made after so many in vain. */
    static String notTried(int calls, CallResult last) {
        return "not tried: " + calls + " calls in a row before it " + reason(last.ending());
    }

    /** That the rest are not made, why, and what may help. */
    static String givenUp(int calls, CallResult last) {
        return calls + " calls in a row " + reason(last.ending()) + ", so the rest were not tried"
                + (limited(last.ending())
                        ? "; make fewer calls at once, or try later; the last: " + last.detail()
                        : "");
    }

    /** True where the agent said that it was asked too much. */
    private static boolean limited(Link.Ending.Kind ending) {
        return ending == Link.Ending.Kind.RATE_LIMITED || ending == Link.Ending.Kind.BUSY;
    }

    /** What became of calls that ended so, as the end of a sentence. */
    private static String reason(Link.Ending.Kind ending) {
        return switch (ending) {
            case RATE_LIMITED -> "met the agent's limit on how much may be asked of it";
            case BUSY -> "met an agent that had no place for another caller";
            case REFUSED -> "were refused";
            default -> "found no agent";
        };
    }
}
