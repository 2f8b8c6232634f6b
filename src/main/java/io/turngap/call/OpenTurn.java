package io.turngap.call;

import io.turngap.measure.Milestone;
import io.turngap.sound.Pcm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A turn that goes on: what was noted of it so far, in nanoseconds on the call's timeline. */
final class OpenTurn {

    /** An instant that was not seen. */
    static final long NONE = Long.MIN_VALUE;

    /** A detector that misses more than this of the last word's end has not heard the last word. */
    private static final long MOST_MISSED_NANOS = 300 * SampleClock.MS;

    /** The slowest detector tells of speech within this. */
    private static final long REACTION_NANOS = 1_000 * SampleClock.MS;

    private static final int MOST_PASSES = 8;
    private static final int MOST_NAMES = 96;
    private static final int MOST_LEVERS = 16;
    private static final int MOST_TEXT = 4_000;

    /** How a turn was opened. */
    enum Kind {
        /** The agent's greeting; no utterance. */
        GREETING,
        /** The caller spoke when the agent owed nothing. */
        POLITE,
        /** The caller spoke while the agent was at a reply. */
        OVERLAP,
        /** As overlap, and to interrupt. */
        INTERRUPT
    }

    final int index;
    final Kind kind;
    final @Nullable Spoken spoken;
    /** First speech sample; of the greeting the connection. */
    final long startNanos;
    /** Last speech sample; of the greeting the connection. */
    final long originNanos;
    /** Stream position of the utterance's sample 0. */
    final long position;

    final Map<String, Long> milestones = new LinkedHashMap<>();
    final Map<String, Double> claims = new LinkedHashMap<>();
    /** What the agent's levers did, by their names; of one that is told twice the last. */
    final Map<String, String> levers = new LinkedHashMap<>();

    final List<Spans.Span> callerSpeech = new ArrayList<>();
    final StringBuilder heard = new StringBuilder();
    final StringBuilder said = new StringBuilder();
    private final Counts passes = new Counts();
    /** In which turn decision, counted from 1, each step was begun last. */
    private final Counts begunIn = new Counts();

    private final Counts claimPasses = new Counts();

    long firstPacket = NONE;
    long firstAudible = NONE;
    long answerAudible = NONE;
    boolean answerMarked;
    /** Last audible sample of this turn's reply so far. */
    long lastAudible = NONE;
    /** Audible time of this turn's reply, stretches that ended. */
    long audibleNanos;

    /** When the agent said that its limits allow no reply to this turn. */
    long limitedNanos = NONE;

    /** How this turn's own reply goes on. */
    final ReplyCourse reply = new ReplyCourse();
    /** How the reply goes on that this turn's utterance ran into. */
    ReplyCourse oldReply = new ReplyCourse();

    /** Tools that the agent has called on the caller's side in this turn. */
    final ToolPasses tools = new ToolPasses();
    /** When the agent last began to be received after nothing had come for a while, in this turn. */
    long lastBurst = NONE;

    long deadAirNanos;
    long recovery = NONE;
    /** The agent was seen to have left the reply that this turn's utterance ran into. */
    boolean yielded;
    /** Last audible sample, after this utterance began, of the reply that it ran into. */
    long oldReplyEnd = NONE;
    /** The reply that this utterance ran into is audible still. */
    boolean oldReplyAudible;

    /** The call ended while the reply that this utterance ran into was audible. */
    boolean neverYielded;

    /** First speech sample of the backchannel in this turn. */
    long backchannelStart = NONE;
    /** Last audible sample before the agent stopped for the backchannel; not seen when it went on. */
    long backchannelStop = NONE;
    /** The agent cut its reply to this turn while the caller said nothing. */
    boolean stoppedForNoise;
    /** The agent took the backchannel for a turn. */
    boolean backchannelTaken;

    boolean awaited;
    /** When the caller began the next turn; not seen while this is the latest. */
    long followedNanos = NONE;

    int framesLate;
    long uncertaintyNanos;
    String note = "";
    /** The first thing that failed at the agent in this turn, in its words; empty where nothing did. */
    String trouble = "";

    OpenTurn(int index, Kind kind, @Nullable Spoken spoken, long position, long zeroNanos) {
        this.index = index;
        this.kind = kind;
        this.spoken = spoken;
        this.position = position;
        this.startNanos = spoken == null ? zeroNanos : zeroNanos + SampleClock.nanos(spoken.firstSpeech());
        this.originNanos = spoken == null ? zeroNanos : zeroNanos + SampleClock.nanos(spoken.lastSpeech());
        this.awaited = spoken != null;
        if (spoken != null) {
            speech(spoken, zeroNanos);
        }
    }

    /** The caller speaks in this turn. */
    void speech(Spoken said, long zeroNanos) {
        for (Spoken.Span span : said.spans()) {
            callerSpeech.add(new Spans.Span(
                    zeroNanos + SampleClock.nanos(span.first()), zeroNanos + SampleClock.nanos(span.last() + 1L), -1));
        }
    }

    /**
     * True when the caller's speech in this turn can be why an agent stops at {@code atNanos}: it goes on or has just ended, or it fell into
     * the reply, which began at {@code replyNanos}, and the agent took its time.
     */
    boolean mayHaveStopped(long atNanos, long replyNanos, long patienceNanos) {
        for (Spans.Span span : callerSpeech) {
            boolean inTime = atNanos <= span.toNanos() + REACTION_NANOS
                    || span.toNanos() > replyNanos && atNanos <= span.toNanos() + patienceNanos;
            if (span.fromNanos() <= atNanos && inTime) {
                return true;
            }
        }
        return false;
    }

    /** When the caller's last speech in this turn, of any kind, ends. */
    long callerSilentFrom() {
        return callerSpeech.isEmpty() ? originNanos : callerSpeech.getLast().toNanos();
    }

    /** How long the caller waited for a reply to this turn, as of now. */
    long waitedNanos(long nowNanos) {
        long until = followedNanos == NONE ? nowNanos : Math.min(nowNanos, followedNanos);
        return Math.max(0, until - originNanos);
    }

    boolean ranIntoReply() {
        return kind == Kind.OVERLAP || kind == Kind.INTERRUPT;
    }

    void milestone(String name, long atNanos, long uncertainty) {
        if (tools.takes(name)) {
            note(name, atNanos, uncertainty);
        }
    }

    private void note(String name, long atNanos, long uncertainty) {
        pairWithStart(name);
        String pass = pass(passes, name);
        if (!pass.isEmpty()) {
            milestones.put(pass, atNanos);
            uncertaintyNanos = Math.max(uncertaintyNanos, uncertainty);
        }
    }

    /**
     * The agent called a tool on the caller's side. Noted unless the agent has told of it itself, and then tells of its end too.
     *
     * @return which pass of the milestone it is; 0 when it was not noted
     */
    int toolStarted(long atNanos) {
        if (tools.toldOpen()) {
            return 0;
        }
        int pass = passes.of(Milestone.TOOL_START) + 1;
        note(Milestone.TOOL_START, atNanos, 0);
        boolean noted = milestones.containsKey(Milestone.pass(Milestone.TOOL_START, pass));
        if (noted) {
            tools.began();
        }
        return noted ? pass : 0;
    }

    /** What {@link #toolStarted} noted under this pass is over. */
    void toolEnded(int pass, long atNanos) {
        if (pass > 0) {
            milestones.put(Milestone.pass(Milestone.TOOL_END, pass), atNanos);
            passes.atLeast(Milestone.TOOL_END, pass);
            tools.ended();
        }
    }

    /**
     * When the frame that holds the last speech sample reached the agent, from when another frame did: frames arrive 20 ms apart, as they are
     * sent, and none before it left. A frame far before the last word's is of another piece of the utterance and stays where it is.
     *
     * @param atNanos arrival of the frame that the agent took for the last of speech
     * @param audioMs where that frame ends in the stream, ms
     */
    LastWord lastWordArrived(long atNanos, double audioMs) {
        if (spoken == null) {
            return new LastWord(atNanos, 0);
        }
        long lastSample = position + spoken.lastSpeech();
        long frameEnd = (lastSample / Pcm.FRAME_SAMPLES + 1) * Pcm.FRAME_SAMPLES;
        long aheadNanos = SampleClock.nanos(frameEnd) - Math.round(audioMs * SampleClock.MS);
        if (aheadNanos > MOST_MISSED_NANOS) {
            return new LastWord(atNanos, 0);
        }
        long leftNanos = originNanos + SampleClock.nanos(frameEnd - lastSample);
        return new LastWord(Math.max(leftNanos, atNanos + aheadNanos), Math.abs(aheadNanos));
    }

    /**
     * When the last word reached the agent.
     *
     * @param extrapolatedNanos time between its frame and the one whose arrival is known, in the stream: so much rests on frames having
     *     arrived as they were sent
     */
    record LastWord(long atNanos, long extrapolatedNanos) {}

    void claim(String name, double ms) {
        String pass = pass(claimPasses, name);
        if (!pass.isEmpty()) {
            claims.put(pass, ms);
        }
    }

    void lever(String name, String value) {
        if (levers.size() < MOST_LEVERS || levers.containsKey(name)) {
            levers.put(name, value);
        }
    }

    /** Not of the greeting: a link that has yet to learn the agent's clock is told of as well. */
    void trouble(String what) {
        if (trouble.isEmpty() && kind != Kind.GREETING) {
            trouble = what;
        }
    }

    void transcript(boolean understood, String text) {
        StringBuilder all = understood ? heard : said;
        if (!all.isEmpty() && all.length() < MOST_TEXT) {
            all.append(' ');
        }
        all.append(text, 0, Math.clamp(MOST_TEXT - (long) all.length(), 0, text.length()));
    }

    /**
     * What begins anew after another turn decision replaces what the decision before had begun: whatever of that did not end never will, and
     * the end of the new one gets the number of its own beginning.
     */
    private void pairWithStart(String name) {
        String end = switch (name) {
            case Milestone.LLM_REQUEST -> Milestone.LLM_FIRST_TOKEN;
            case Milestone.TOOL_START -> Milestone.TOOL_END;
            case Milestone.TTS_REQUEST -> Milestone.TTS_FIRST_BYTE;
            default -> "";
        };
        if (!end.isEmpty()) {
            int decision = passes.of(Milestone.AGENT_TURN_END);
            boolean begunBefore = begunIn.has(name);
            int before = begunIn.put(name, decision);
            if (begunBefore && before < decision) {
                passes.atLeast(end, passes.of(name));
            }
        }
    }

    /** The name with its pass; empty when there are too many. */
    private static String pass(Counts passes, String name) {
        if (passes.size() >= MOST_NAMES && !passes.has(name)) {
            return "";
        }
        int pass = passes.put(name, passes.of(name) + 1) + 1;
        return pass > MOST_PASSES ? "" : Milestone.pass(name, pass);
    }
}
