package io.turngap.analyze;

import io.turngap.measure.Metrics;
import io.turngap.measure.Milestone;
import io.turngap.measure.Outcome;
import io.turngap.measure.Turn;
import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a recorded call's turns as lines of a journal. What audio alone cannot tell (stages, an answer from a filler, intentions) is absent. */
final class CallTurns {

    private static final long US_PER_S = 1_000_000;
    /** An agent audible as early as this was speaking when the recording began: when it began to, nobody knows. */
    private static final int BEGUN_MS = 20;

    private final int call;
    private final String scenario;
    private final String name;
    private final Conversation.Result heard;
    private final Rules rules;
    private final long end;

    /**
     * For one recording.
     *
     * @param name of the recording, for people
     * @param end its length in samples at 16 kHz
     */
    CallTurns(int call, String scenario, String name, Conversation.Result heard, Rules rules, long end) {
        this.call = call;
        this.scenario = scenario;
        this.name = name;
        this.heard = heard;
        this.rules = rules;
        this.end = end;
    }

    /** All turns, the greeting first. A last utterance with nothing behind it is none: the recording does not tell whether it was answered. */
    List<Analysis.Placed> all() {
        List<Analysis.Placed> placed = new ArrayList<>();
        List<Conversation.Said> said = heard.turns();
        long firstWord = said.isEmpty() ? end : said.getFirst().first();
        List<Stretch> greeting = replies(-1, firstWord);
        if (!greeting.isEmpty() && greeting.getFirst().first() >= Conversation.samples(BEGUN_MS)) {
            placed.add(greeting(greeting, firstWord));
        }
        for (int i = 0; i < said.size(); i++) {
            Conversation.Said turn = said.get(i);
            long next = i + 1 < said.size() ? said.get(i + 1).first() : end;
            List<Stretch> replies = replies(turn.first(), next);
            if (!replies.isEmpty() || next != end || end - turn.last() >= Conversation.samples(rules.endMs())) {
                placed.add(turn(i + 1, turn, next, replies));
            }
        }
        return placed;
    }

    private Analysis.Placed greeting(List<Stretch> replies, long next) {
        Map<String, Long> milestones = new LinkedHashMap<>();
        milestones.put(Milestone.FIRST_AUDIBLE, micros(replies.getFirst().first()));
        milestones.put(Milestone.AGENT_AUDIO_END, micros(replies.getLast().last()));
        Turn turn = line(Turn.GREETING, "", Outcome.ANSWERED, "", 0, milestones, aside(0, next), 0, 0, null);
        return new Analysis.Placed(turn, 0, 0, next);
    }

    private Analysis.Placed turn(int index, Conversation.Said said, long next, List<Stretch> replies) {
        long zero = said.last();
        Map<String, Long> milestones = new LinkedHashMap<>();
        boolean answered = !replies.isEmpty();
        long first = answered ? replies.getFirst().first() : next;
        if (answered && first < zero) {
            milestones.put(Milestone.FIRST_AUDIBLE, micros(first - zero));
        }
        milestones.put(Milestone.SPEECH_END, 0L);
        if (answered) {
            milestones.putIfAbsent(Milestone.FIRST_AUDIBLE, micros(first - zero));
            milestones.put(Milestone.AGENT_AUDIO_END, micros(replies.getLast().last() - zero));
        }
        Outcome outcome = !answered || first - zero > Conversation.samples(rules.replyMs())
                ? Outcome.MISSED
                : first < zero ? Outcome.CUT_OFF : Outcome.ANSWERED;
        Turn.BargeIn bargeIn = said.interrupted() == null
                ? aside(said.first(), next)
                : interruption(said, said.interrupted(), replies);
        Turn line = line(
                index,
                span(said),
                outcome,
                detail(outcome, answered, next),
                said.first(),
                milestones,
                bargeIn,
                deadAir(said, first),
                talkOver(said, next),
                outcome == Outcome.MISSED ? (Long) micros(Math.max(0, (answered ? first : next) - zero)) : null);
        return new Analysis.Placed(line, said.first(), zero, next);
    }

    private Turn line(
            int index,
            String utterance,
            Outcome outcome,
            String detail,
            long start,
            Map<String, Long> milestones,
            Turn.@Nullable BargeIn bargeIn,
            long deadAir,
            long talkOver,
            @Nullable Long waitedUs) {
        return new Turn(
                call,
                index,
                scenario,
                utterance,
                "",
                "",
                outcome,
                detail,
                micros(start),
                milestones,
                Map.of(),
                bargeIn,
                micros(deadAir),
                micros(talkOver),
                0,
                "",
                "",
                List.of(),
                Map.of(),
                null,
                waitedUs);
    }

    private String span(Conversation.Said said) {
        return String.format(
                Locale.ROOT,
                "%s from %.3f s to %.3f s",
                name,
                said.first() / (double) Pcm.RATE_HZ,
                said.last() / (double) Pcm.RATE_HZ);
    }

    private String detail(Outcome outcome, boolean answered, long next) {
        return switch (outcome) {
            case CUT_OFF ->
                "candidate: the agent was audible before the caller was done; audio alone cannot know what either meant";
            case MISSED ->
                answered
                        ? "first heard later than " + rules.replyMs() + " ms after the turn"
                        : next == end
                                ? "no audible reply before the recording ends"
                                : "the caller spoke again before a reply";
            default -> "";
        };
    }

    /** The agent's stretches that begin within a turn. */
    private List<Stretch> replies(long from, long to) {
        return heard.replies().stream()
                .filter(reply -> reply.first() > from && reply.first() < to)
                .toList();
    }

    private Turn.BargeIn interruption(Conversation.Said said, Stretch over, List<Stretch> replies) {
        long seen = over.last() - said.first();
        long limit = Conversation.samples(rules.bargeInMs());
        boolean censored = seen > limit || over.last() >= end - 1;
        Long recovery = null;
        for (Stretch reply : replies) {
            if (recovery == null
                    && reply.first() >= said.last()
                    && reply.length() >= Conversation.samples(Rules.SETTLED_MS)) {
                recovery = micros(reply.first() - said.last());
            }
        }
        return new Turn.BargeIn(
                Metrics.INTERRUPTION,
                censored ? null : (Long) micros(seen),
                censored ? (Long) micros(Math.min(seen, limit)) : null,
                recovery,
                false);
    }

    private Turn.@Nullable BargeIn aside(long from, long to) {
        boolean any = heard.asides().stream().anyMatch(one -> one.first() >= from && one.first() < to);
        return any ? new Turn.BargeIn(Metrics.BACKCHANNEL, null, null, null, false) : null;
    }

    private long deadAir(Conversation.Said said, long until) {
        Stretch over = said.interrupted();
        long silentFrom = over == null ? said.last() : Math.max(said.last(), Math.min(over.last(), until));
        long silent = until - silentFrom;
        return silent > Conversation.samples(rules.deadAirMs()) ? silent : 0;
    }

    private long talkOver(Conversation.Said said, long next) {
        List<Stretch> spoken = new ArrayList<>(said.parts());
        heard.asides().stream()
                .filter(one -> one.first() >= said.first() && one.first() < next)
                .forEach(spoken::add);
        long sum = 0;
        for (Stretch part : spoken) {
            for (Stretch reply : heard.replies()) {
                sum += part.overlap(reply);
            }
        }
        return sum;
    }

    private static long micros(long samples) {
        return Math.round(samples * (double) US_PER_S / Pcm.RATE_HZ);
    }
}
