package io.turngap.analyze;

import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Who spoke when → which of it is a turn. A pure function of the two channels' stretches and the {@link Rules}.
 *
 * <p>The caller's stretches are taken in their order. One that begins while the agent is audible, and not just as it ends, is an
 * interruption; or a backchannel, when it is short and the agent speaks on. One that follows another after a pause in which the agent said
 * nothing belongs to the same turn; so does one that follows an agent's first sound so soon that the caller cannot have been done when the
 * agent began. Anything else is a turn of its own. What the agent says after a turn began, and before the next, answers it.
 */
final class Conversation {

    private final Rules rules;
    private final List<Stretch> agent;
    private final List<Said> turns = new ArrayList<>();
    private final List<Stretch> asides = new ArrayList<>();
    private @Nullable Said current;

    /**
     * A turn's utterance.
     *
     * @param parts the caller's stretches in it
     * @param interrupted the agent's stretch that it ran into; null when the agent was silent
     */
    record Said(List<Stretch> parts, @Nullable Stretch interrupted) {
        long first() {
            return parts.getFirst().first();
        }

        long last() {
            return parts.getLast().last();
        }

        /** True of an interruption so soon after the turn before that its caller may only have paused: that turn was then cut off. */
        boolean mayGoOn(Said before, Rules rules) {
            Stretch over = interrupted;
            return over != null && over.first() > before.last() && first() - before.last() <= samples(rules.pauseMs());
        }
    }

    /**
     * The turns of a call.
     *
     * @param turns the caller's, in order
     * @param asides backchannels: short sounds of the caller over which the agent spoke on
     * @param replies all that the agent said, breaks that do not part replies bridged
     */
    record Result(List<Said> turns, List<Stretch> asides, List<Stretch> replies) {

        /** How many interruptions {@linkplain Said#mayGoOn may be} the rest of the turn before. */
        long doubtful(Rules rules) {
            return IntStream.range(1, turns.size())
                    .filter(i -> turns.get(i).mayGoOn(turns.get(i - 1), rules))
                    .count();
        }
    }

    private Conversation(Rules rules, List<Stretch> agent) {
        this.rules = rules;
        this.agent = agent;
    }

    /** Sorts out a call. */
    static Result of(List<Stretch> caller, List<Stretch> agent, Rules rules) {
        Conversation conversation = new Conversation(rules, joined(agent, samples(Rules.REPLY_GAP_MS)));
        caller.forEach(conversation::next);
        conversation.close();
        return new Result(
                List.copyOf(conversation.turns), List.copyOf(conversation.asides), List.copyOf(conversation.agent));
    }

    static long samples(int ms) {
        return (long) ms * Pcm.RATE_HZ / 1_000;
    }

    private void next(Stretch part) {
        Said turn = current;
        Stretch over = audibleAt(part.first());
        if (over != null && ranInto(part, over)) {
            if (turn != null && over.equals(turn.interrupted()) && inTime(turn, part)) {
                turn.parts().add(part);
            } else if (aside(part, over)) {
                asides.add(part);
            } else {
                open(part, over);
            }
        } else if (turn != null && inTime(turn, part) && !answered(turn, part)) {
            turn.parts().add(part);
        } else {
            open(part, null);
        }
    }

    private void open(Stretch part, @Nullable Stretch over) {
        close();
        current = new Said(new ArrayList<>(List.of(part)), over);
    }

    private void close() {
        if (current != null) {
            turns.add(new Said(List.copyOf(current.parts()), current.interrupted()));
        }
        current = null;
    }

    /** The agent had been speaking for long enough to be interrupted, and was not just done. */
    private boolean ranInto(Stretch part, Stretch over) {
        boolean ending = over.last() - part.first() < samples(rules.latchMs());
        boolean collided = current != null
                && over.first() > current.first()
                && part.first() - over.first() <= samples(rules.cutOffMs())
                && inTime(current, part);
        return !ending && !collided;
    }

    private boolean aside(Stretch part, Stretch over) {
        return part.length() < samples(rules.backchannelMs())
                && over.last() - part.last() >= samples(Rules.REPLY_GAP_MS);
    }

    private boolean inTime(Said turn, Stretch part) {
        return part.first() - turn.last() <= samples(rules.pauseMs());
    }

    /** Whether the agent replied since the turn began: what began so late that it can only have begun too early is none. */
    private boolean answered(Said turn, Stretch part) {
        for (Stretch reply : agent) {
            if (reply.first() > turn.first() && reply.first() < part.first()) {
                boolean early = part.first() - reply.first() <= samples(rules.cutOffMs());
                boolean audible = reply.last() - part.first() >= samples(rules.latchMs());
                if (!early || !audible) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable Stretch audibleAt(long sample) {
        for (Stretch one : agent) {
            if (one.first() < sample && sample <= one.last()) {
                return one;
            }
        }
        return null;
    }

    private static List<Stretch> joined(List<Stretch> stretches, long gap) {
        List<Stretch> out = new ArrayList<>();
        for (Stretch one : stretches) {
            if (!out.isEmpty() && one.first() - out.getLast().last() < gap) {
                Stretch before = out.removeLast();
                out.add(new Stretch(before.first(), Math.max(before.last(), one.last())));
            } else {
                out.add(one);
            }
        }
        return out;
    }
}
