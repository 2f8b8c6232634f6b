package io.turngap.gatling;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import org.slf4j.LoggerFactory;

/** A virtual user's call: begun on the user's thread, made on a timeline of the link, and when it is over the user goes on. */
final class CallAction implements Action {

    private static final String NAME = "turngap call";

    private final CallsOfRun calls;
    private final Action next;

    CallAction(CallsOfRun calls, Action next) {
        this.calls = calls;
        this.next = next;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void execute(Session session) {
        calls.make(session, failed -> next.$bang(failed ? session.markAsFailed() : session));
    }

    @Override
    public Logger logger() {
        return Logger.apply(LoggerFactory.getLogger(CallAction.class));
    }

    @Override
    public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger logger) {}
}
