package io.turngap.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Picks, of all the milestones of a turn, those that the first audible sample (or the answer's) had to wait for, in the order of the
 * pipeline.
 *
 * <p>A turn may hold more than was waited for: a tool that still runs while a filler is spoken, a guess of the model that was thrown
 * away, the synthesis of the answer's second phrase. So the path is found from its end backwards. The synthesis pass comes first: for
 * the first audible sample the earliest pass that gave audio before the first packet and, if there is one, after the turn decision; for
 * the answer the earliest pass asked for after the last token that came before it, or the latest where no model said anything. What the model and the tools did counts when it was
 * done by the time that pass was asked for. A tool that was not has been waited for until then, before a phrase bridged the rest.
 */
final class CriticalPath {

    private static final long NO_TOKEN = Long.MIN_VALUE;

    private static final Pattern PASS = Pattern.compile("#[1-9][0-9]{0,5}");

    private final Turn turn;
    private final long endUs;
    private final boolean answer;

    private CriticalPath(Turn turn, long endUs, boolean answer) {
        this.turn = turn;
        this.endUs = endUs;
        this.answer = answer;
    }

    /**
     * One instant on the path.
     *
     * @param name base name of the milestone, without its pass
     * @param pass from 1
     * @param us µs from {@code speech_end}
     */
    record Node(String name, int pass, long us) {}

    /** The path to the first audible sample of anything. */
    static List<Node> toFirstAudible(Turn turn, long endUs) {
        return new CriticalPath(turn, endUs, false).nodes();
    }

    /** The path to the first audible sample of the answer. */
    static List<Node> toAnswer(Turn turn, long endUs) {
        return new CriticalPath(turn, endUs, true).nodes();
    }

    private List<Node> nodes() {
        List<Node> path = new ArrayList<>();
        path.add(new Node(Milestone.SPEECH_END, 1, 0));
        long packetUs = turn.at(Milestone.FIRST_PACKET).orElse(endUs);
        List<Node> bytes = passes(Milestone.TTS_FIRST_BYTE).stream()
                .filter(node -> node.us() <= (answer ? endUs : packetUs))
                .toList();
        int pass = synthesisPass(bytes);
        OptionalLong requestUs = turn.at(Milestone.pass(Milestone.TTS_REQUEST, pass));
        OptionalLong byteUs = turn.at(Milestone.pass(Milestone.TTS_FIRST_BYTE, pass));
        long thoughtUs = Math.min(endUs, requestUs.orElse(byteUs.orElse(endUs)));
        Optional<Node> decision = decision(path, thoughtUs);
        path.addAll(thinking(thoughtUs, decision));
        requestUs.ifPresent(us -> path.add(new Node(Milestone.TTS_REQUEST, pass, us)));
        byteUs.ifPresent(us -> path.add(new Node(Milestone.TTS_FIRST_BYTE, pass, us)));
        // The first packet is the answer's only where the first audio byte was, too.
        boolean firstSpoken = bytes.isEmpty() || bytes.getFirst().pass() == pass;
        if (!answer || (firstSpoken && byteUs.isPresent())) {
            single(path, Milestone.FIRST_PACKET);
        }
        path.add(new Node(answer ? Milestone.ANSWER_AUDIBLE : Milestone.FIRST_AUDIBLE, 1, endUs));
        return path;
    }

    /**
     * Adds what was heard of the caller, by the decision that the reply followed: where the agent decided more than once, because it took a
     * pause for the end, the last one before the reply was thought out.
     */
    private Optional<Node> decision(List<Node> path, long thoughtUs) {
        Optional<Node> decision = passes(Milestone.AGENT_TURN_END).stream()
                .filter(node -> node.pass() > 1 && node.us() <= thoughtUs)
                .reduce((earlier, later) -> later);
        if (decision.isEmpty()) {
            single(path, Milestone.AGENT_SPEECH_END);
            single(path, Milestone.AGENT_TURN_END);
            single(path, Milestone.STT_FINAL);
            return decision;
        }
        Node decided = decision.get();
        passes(Milestone.AGENT_SPEECH_END).stream()
                .filter(node -> node.us() <= decided.us())
                .reduce((earlier, later) -> later)
                .ifPresent(path::add);
        path.add(decided);
        passes(Milestone.STT_FINAL).stream()
                .filter(node -> node.us() >= decided.us() && node.us() <= thoughtUs)
                .findFirst()
                .ifPresent(path::add);
        return decision;
    }

    private void single(List<Node> path, String name) {
        turn.at(name).ifPresent(us -> path.add(new Node(name, 1, us)));
    }

    /** The synthesis pass that was heard at the end of the path; 1 where nothing tells. */
    private int synthesisPass(List<Node> bytes) {
        if (answer) {
            long tokenUs = passes(Milestone.LLM_FIRST_TOKEN).stream()
                    .mapToLong(Node::us)
                    .filter(us -> us <= endUs)
                    .max()
                    .orElse(NO_TOKEN);
            return passes(Milestone.TTS_REQUEST).stream()
                    .filter(node -> node.us() >= tokenUs && node.us() <= endUs)
                    .reduce((first, later) -> tokenUs == NO_TOKEN ? later : first)
                    .map(Node::pass)
                    .orElseGet(() -> bytes.isEmpty() ? 1 : bytes.getLast().pass());
        }
        long decidedUs = turn.at(Milestone.AGENT_TURN_END).orElse(0);
        return bytes.stream()
                .filter(node -> node.us() >= decidedUs)
                .findFirst()
                .or(() -> bytes.isEmpty() ? Optional.empty() : Optional.of(bytes.getLast()))
                .map(Node::pass)
                .orElse(1);
    }

    /**
     * What the model and the tools had done by {@code untilUs}, in the order of time; what happened in one instant, in the order of the
     * pipeline. A model that was asked anew after a later decision had been given up before.
     */
    private List<Node> thinking(long untilUs, Optional<Node> later) {
        List<Node> nodes = new ArrayList<>();
        pairs(nodes, Milestone.LLM_REQUEST, Milestone.LLM_FIRST_TOKEN, untilUs);
        pairs(nodes, Milestone.TOOL_START, Milestone.TOOL_END, untilUs);
        later.ifPresent(decision -> {
            if (nodes.stream().anyMatch(node -> isAsked(node) && node.us() >= decision.us())) {
                nodes.removeIf(node -> node.us() < decision.us());
            }
        });
        nodes.sort(Comparator.comparingLong(Node::us)
                .thenComparingInt(Node::pass)
                .thenComparingInt(node -> rank(node.name())));
        return nodes;
    }

    private static boolean isAsked(Node node) {
        return node.name().equals(Milestone.LLM_REQUEST);
    }

    /** Adds what was done in time; a request to the model is left out when its token is known and came later. */
    private void pairs(List<Node> nodes, String start, String end, long untilUs) {
        for (Node node : passes(end)) {
            if (node.us() <= untilUs) {
                nodes.add(node);
            }
        }
        for (Node node : passes(start)) {
            OptionalLong done = turn.at(Milestone.pass(end, node.pass()));
            boolean waitedFor = !isAsked(node) || done.isEmpty() || done.getAsLong() <= untilUs;
            if (node.us() <= untilUs && waitedFor) {
                nodes.add(node);
            }
        }
    }

    private static int rank(String name) {
        return switch (name) {
            case Milestone.LLM_REQUEST -> 0;
            case Milestone.LLM_FIRST_TOKEN -> 1;
            case Milestone.TOOL_START -> 2;
            default -> 3;
        };
    }

    /** Every pass of a milestone, in the order of time. */
    private List<Node> passes(String name) {
        List<Node> nodes = new ArrayList<>();
        turn.milestonesUs().forEach((key, us) -> {
            if (key.equals(name)) {
                nodes.add(new Node(name, 1, us));
            } else if (key.startsWith(name)
                    && PASS.matcher(key).region(name.length(), key.length()).matches()) {
                nodes.add(new Node(name, Integer.parseInt(key.substring(name.length() + 1)), us));
            }
        });
        nodes.sort(Comparator.comparingLong(Node::us).thenComparing(Node::pass));
        return nodes;
    }
}
