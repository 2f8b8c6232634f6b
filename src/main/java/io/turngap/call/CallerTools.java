package io.turngap.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.turngap.link.ToolAnswer;
import io.turngap.link.ToolCall;
import io.turngap.scenario.ToolScript;
import io.turngap.time.Seeds;
import io.turngap.time.Timeline;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tools of one call on the caller's side. The agent calls a function; its script says after which delay it is answered, with what, or
 * that it never is. The same seed, call, turn, name and count of that name in the turn give the same. Notes {@code tool.start} and {@code
 * tool.end} in the turn, and what came: {@code tool lookup_order} {@code answered}, {@code failed}, {@code hung}, {@code cancelled} or {@code
 * not scripted}.
 *
 * <p>Confined to the call's timeline.
 */
final class CallerTools {

    /** More calls than this at once are answered with an error: no conversation needs so many. */
    static final int MOST_OPEN = 64;

    private static final int MOST_NAMES = 256;
    private static final int MOST_NAME_CHARS = 64;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CallPlan plan;
    private final Seeds seeds;
    private final Timeline timeline;
    private final TurnBook book;
    private final Consumer<ToolAnswer> answers;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private int countedTurn = -1;

    /** A call that was not answered yet, or never will be. */
    private record Open(
            ToolCall call, @Nullable OpenTurn turn, String label, int pass, boolean hung, Timeline.Scheduled due) {}

    CallerTools(CallPlan plan, Timeline timeline, TurnBook book, Consumer<ToolAnswer> answers) {
        this.plan = plan;
        this.seeds = plan.seeds().at("tool");
        this.timeline = timeline;
        this.book = book;
        this.answers = answers;
    }

    /** The agent wants a function called; the request arrived at {@code atNanos}. */
    void called(long atNanos, ToolCall call) {
        if (open.containsKey(call.id())) {
            return;
        }
        OpenTurn turn = book.told(atNanos);
        int turnIndex = turn == null ? -1 : turn.index;
        String name = call.name().length() <= MOST_NAME_CHARS
                ? call.name()
                : call.name().substring(0, MOST_NAME_CHARS);
        int count = count(turnIndex, name);
        String label = "tool " + name + (count > 1 ? "#" + count : "");
        Optional<ToolScript> scripted = plan.scenario().tools().of(call.name());
        if (scripted.isEmpty() || open.size() >= MOST_OPEN) {
            refuse(atNanos, turn, label, call, scripted.isEmpty());
            return;
        }
        ToolScript script = scripted.get();
        ToolScript.Draw draw =
                script.draw(seeds.at(name).at(turnIndex).at(count).random());
        boolean hangs = draw.fate() == ToolScript.Fate.HUNG;
        int pass = turn == null ? 0 : turn.toolStarted(atNanos);
        book.toolCalled(turn, atNanos, !hangs);
        Timeline.Scheduled due = () -> {};
        if (hangs) {
            lever(turn, label, "hung");
        } else {
            String output = script.output(draw.fate(), call.name(), arguments(turn, call));
            boolean failed = draw.fate() == ToolScript.Fate.FAILED;
            ToolAnswer answer = new ToolAnswer(call.id(), call.name(), output, failed);
            due = timeline.at(Math.max(timeline.nowNanos(), atNanos + draw.delayNanos()), () -> answer(answer));
        }
        open.put(call.id(), new Open(call, turn, label, pass, hangs, due));
    }

    /** The agent no longer wants the answer. */
    void cancelled(long atNanos, String id) {
        Open was = open.remove(id);
        if (was == null) {
            return;
        }
        was.due.cancel();
        if (!was.hung) {
            book.toolDone(was.turn, atNanos, false);
        }
        end(was, atNanos);
        lever(was.turn, was.label, "cancelled");
    }

    /** The call is over: nothing is answered any more. */
    void close() {
        for (Open was : open.values()) {
            was.due.cancel();
            if (!was.hung) {
                lever(was.turn, was.label, "cancelled");
            }
        }
        open.clear();
    }

    private void answer(ToolAnswer answer) {
        Open was = open.remove(answer.id());
        if (was != null) {
            long now = timeline.nowNanos();
            book.toolDone(was.turn, now, true);
            end(was, now);
            lever(was.turn, was.label, answer.error() ? "failed" : "answered");
            answers.accept(answer);
        }
    }

    private void refuse(long atNanos, @Nullable OpenTurn turn, String label, ToolCall call, boolean unknown) {
        String why = unknown
                ? "no tool of that name is scripted: " + call.name()
                : "too many calls at once: " + MOST_OPEN + " are unanswered";
        book.toolCalled(turn, atNanos, false);
        lever(turn, label, unknown ? "not scripted" : "refused");
        if (turn != null) {
            turn.trouble(
                    unknown
                            ? "the agent called the function " + label.substring("tool ".length())
                                    + ", and no tool of that name is scripted; add it to the scenario's block tools"
                            : why);
        }
        answers.accept(new ToolAnswer(call.id(), call.name(), ToolScript.errorOutput(why), true));
    }

    private static JsonNode arguments(@Nullable OpenTurn turn, ToolCall call) {
        try {
            JsonNode arguments = JSON.readTree(call.arguments());
            if (arguments.isObject()) {
                return arguments;
            }
        } catch (JsonProcessingException noJson) {
            // Said below.
        }
        if (turn != null) {
            turn.trouble("the agent called the function " + call.name() + " with arguments that are no JSON object");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** Which call of that name it is in the turn, from 1. */
    private int count(int turn, String name) {
        if (turn != countedTurn) {
            counts.clear();
            countedTurn = turn;
        }
        boolean room = counts.size() < MOST_NAMES || counts.containsKey(name);
        return counts.merge(room ? name : "", 1, Integer::sum);
    }

    private static void end(Open was, long atNanos) {
        if (was.turn != null) {
            was.turn.toolEnded(was.pass, atNanos);
        }
    }

    private static void lever(@Nullable OpenTurn turn, String label, String what) {
        if (turn != null) {
            turn.lever(label, what);
        }
    }
}
