package io.turngap.load;

import io.turngap.link.Link;
import io.turngap.measure.TurnSink;

/**
 * One of the agents that a run calls.
 *
 * @param runId the name under which its calls are made
 * @param link reaches it
 * @param journal takes its turns as they end, on the calls' threads
 * @param ceiling the most that may be asked of it
 */
record Side(String runId, Link link, TurnSink journal, Ceiling ceiling) {}
