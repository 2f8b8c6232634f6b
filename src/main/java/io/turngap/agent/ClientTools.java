package io.turngap.agent;

import io.turngap.time.Timeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tools that the client calls: waits for the dialogue to want one, has the client told ({@link AgentEvents#functionCalled}), and emits what
 * came of it once the client has sent the output <em>and</em> asked for the response. So the wait of {@code tool.start} to
 * {@code tool.end} is the client's, and {@code tools.timeout_ms} bounds it. A tool for which the client offers no function
 * ({@link ClientFunctions}) is the agent's own.
 *
 * <p>A call that was given up, because the caller spoke or the time was up, may still get its output: it is <em>late</em>, nothing is said
 * of it, and the response that the client asks for behind it is an empty one.
 */
final class ClientTools implements Tool {

    private static final int MOST_KNOWN = 256;

    private enum State {
        WAITING,
        ANSWERED,
        GIVEN_UP
    }

    private record Waiting(String callId, Consumer<Result> answer) {}

    private final Tool own;
    private final Runnable givenUp;
    private final Map<String, State> known = new LinkedHashMap<>();
    private @Nullable AgentEvents events;
    private ClientFunctions functions = ClientFunctions.NONE;
    private @Nullable Waiting waiting;
    private @Nullable Result result;
    private boolean owed;
    private int calls;

    /**
     * @param own what is asked where the client offers nothing; stays its owner's to close
     * @param givenUp is run when a call is no longer waited for
     */
    ClientTools(Tool own, Runnable givenUp) {
        this.own = own;
        this.givenUp = givenUp;
    }

    /** Who tells the client. Without it every tool is the agent's own. */
    void through(AgentEvents told) {
        events = told;
    }

    /** What the client offers from here on. */
    void offered(ClientFunctions now) {
        functions = now;
    }

    @Override
    public Runnable call(Timeline timeline, Call call, Consumer<Result> answer) {
        Optional<ClientFunctions.Function> function = functions.standIn(call.name());
        AgentEvents to = events;
        if (function.isEmpty() || to == null) {
            return own.call(timeline, call, answer);
        }
        Waiting mine = new Waiting("call_" + call.call() + "_" + ++calls, answer);
        waiting = mine;
        result = null;
        known.put(mine.callId(), State.WAITING);
        if (known.size() > MOST_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
        to.functionCalled(function.get().name(), mine.callId(), function.get().arguments(call.argument()));
        return () -> giveUp(mine);
    }

    /** True when a call of this id was made here. */
    boolean knows(String callId) {
        return known.containsKey(callId);
    }

    /**
     * The client sent the first output of a call.
     *
     * @return true when it was waited for: the next {@code response.create} goes on with it
     */
    boolean output(String callId, String text) {
        Waiting now = waiting;
        if (now != null && now.callId().equals(callId) && result == null) {
            result = ToolOutput.read(text);
            known.put(callId, State.ANSWERED);
            return true;
        }
        owed |= known.replace(callId, State.ANSWERED) == State.GIVEN_UP;
        return false;
    }

    /** True while a function of the client's is waited for. */
    boolean isCalling() {
        return waiting != null;
    }

    /** The call whose output has not come; empty when none is waited for. */
    Optional<String> missing() {
        Waiting now = waiting;
        return now == null || result != null ? Optional.empty() : Optional.of(now.callId());
    }

    /** True when an output is there and waits for the client to ask for the response. */
    boolean isReady() {
        return waiting != null && result != null;
    }

    /** True when the next {@code response.create} comes behind an output that nobody waits for; it is asked once. */
    boolean takeOwed() {
        boolean was = owed;
        owed = false;
        return was;
    }

    /** The client wants the reply to go on: hands the output that is there to whoever waits for it. */
    void proceed() {
        Waiting now = waiting;
        Result there = result;
        if (now == null || there == null) {
            throw new IllegalStateException("no output waits to be handed on; ask isReady first");
        }
        waiting = null;
        result = null;
        now.answer().accept(there);
    }

    @Override
    public boolean modelled() {
        return standIn().isEmpty() && own.modelled();
    }

    /** A client's function is never called on a guess: what it does is not known here. */
    @Override
    public boolean readOnly(String name) {
        return functions.standIn(name).isEmpty() && own.readOnly(name);
    }

    @Override
    public String name() {
        return standIn().map(function -> "the client's " + function.name()).orElseGet(own::name);
    }

    private Optional<ClientFunctions.Function> standIn() {
        return functions.standIn(AgentConfigReader.LOOKUP_ORDER);
    }

    private void giveUp(Waiting which) {
        if (which.equals(waiting)) {
            owed |= result != null;
            waiting = null;
            result = null;
            known.replace(which.callId(), State.WAITING, State.GIVEN_UP);
            givenUp.run();
        }
    }
}
