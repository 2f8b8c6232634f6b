package io.turngap.agent;

import io.turngap.time.RealTimeline;
import java.io.IOException;

/**
 * An agent with no ears and no thoughts, whose every delay is known: it speaks the same protocol as the bundled agent and answers a burst of
 * sound with a tone. What it logs is what it did, not what it had planned, so a caller's measurement can be held against it:
 *
 * <pre>
 * expected ttfa = sent_ns − received_ns                            the agent's own delay
 *               + (message_end − last_speech_sample) / rate        the caller's frame was on its way only once it was full
 *               + first_audible_sample / rate                      the first audible sample is heard this long after the first
 *
 * expected barge_in_stop = sent_ns                              when the caller was told to drop what it had not played
 *               − (received_ns − (message_end − first_speech_sample) / rate)
 * </pre>
 *
 * <p>The second needs a playout that never ran dry, which is why the tone is sent {@code leadMs} ahead, paced by the clock: what stops it
 * is then the word that the caller speaks, as with any agent of this protocol, and the audio that waits is dropped. Both leave out the
 * network, twice its one-way delay; on loopback that is some tens of microseconds, and it counts as the instrument's error, as does the
 * sample or two in which the tone passes through zero where it is cut.
 *
 * <p>Each expectation also goes to a client that asked for Turngap's events, as {@code turngap.claim} with name
 * {@code expected_ttfa} or {@code expected_barge_in_stop} in milliseconds, with the reply to the turn that it belongs to.
 *
 * <p>Lines of the truth file: {@code {"kind":"ttfa"|"barge_in", "call", "turn", …}}, samples at {@code rate_hz}, instants of
 * {@link System#nanoTime()}.
 */
final class MechanicalAgent {

    private MechanicalAgent() {}

    static WebSocketHost start(MechanicalOptions options, ServerOptions server) throws IOException {
        TruthLog truth = new TruthLog(options.truth());
        try {
            return new WebSocketHost(
                    server,
                    Doors.only(
                            AgentServer.REALTIME,
                            (client, hello) -> new MechanicalSession(
                                    client,
                                    hello,
                                    new RealTimeline(client.channel().eventLoop()),
                                    options,
                                    truth)),
                    truth::close);
        } catch (IOException | RuntimeException e) {
            truth.close();
            throw e;
        }
    }
}
