package io.turngap.probe;

import io.turngap.measure.ProbeKind;
import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import io.turngap.sound.Fixtures.Utterance;
import io.turngap.sound.Pcm;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A streaming recogniser over a WebSocket as Deepgram's: opens a session, speaks an utterance in frames of 20 ms in real time, each sent
 * when its last sample has been spoken, goes on with silence, and waits for the final transcript. Time counts from the last speech sample,
 * which is known.
 */
public final class SttStreamProbe implements Probe {

    private static final int FRAME_SAMPLES = Pcm.RATE_HZ / 50;
    private static final long FRAME_NANOS = 20_000_000;
    private static final long LATE_NANOS = 10_000_000;
    /** Longest wait for the recogniser's own word that speech is over, once a final transcript covers it. */
    private static final long AFTER_FINAL_NANOS = 1_000_000_000;
    /** Longest wait for the server to close. */
    private static final long CLOSING_NANOS = 2_000_000_000;

    private static final int REHEARSED = 200;
    private static final String FLUX = "/v2/listen";

    private final Target target;
    private final ProbeHttp http;
    private final Utterances utterances;
    private final HttpUrl address;
    private final long timeoutMs;
    private final boolean finalise;
    private final Instrument instrument;

    /**
     * Speaks {@code utterances} in turn, a session each.
     *
     * @param parameters of the session, such as {@code model} and {@code endpointing}; what the target's own address says wins
     * @param finalise true to say {@code Finalize} with the last frame that holds speech, as an agent does that knows the end by itself
     */
    public SttStreamProbe(
            Target target,
            Settings settings,
            Utterances utterances,
            Map<String, String> parameters,
            boolean finalise,
            Instrument instrument) {
        this.target = target;
        this.http = new ProbeHttp(target, settings);
        this.utterances = utterances;
        this.timeoutMs = settings.timeoutMs();
        this.finalise = finalise;
        this.instrument = instrument;
        HttpUrl.Builder url = target.url().newBuilder();
        parameters.forEach((name, value) -> {
            if (target.url().queryParameter(name) == null) {
                url.addQueryParameter(name, value);
            }
        });
        this.address = url.build();
    }

    /** True for an address of Flux, whose sessions have other parameters. */
    public static boolean isFlux(Target target) {
        return target.url().encodedPath().endsWith(FLUX);
    }

    @Override
    public Turn request(int index, long dueNanos) {
        Utterance said = utterances.at(index);
        Attempt attempt = new Attempt(ProbeKind.STT, index, said.id(), said.voice(), dueNanos).hiding(target::hidden);
        attempt.first(ProbeMilestone.HTTP_START, System.nanoTime());
        Session session = new Session(attempt, said);
        WebSocket socket = http.client()
                .newWebSocket(
                        target.request(address).tag(Attempt.class, attempt).build(), session);
        try {
            session.awaitOpen();
            if (!session.words.isOver()) {
                session.speak(socket);
                session.closing(socket);
            }
            return session.turn();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return attempt.failed(Attempt.Failure.of("broken", "the run was stopped"));
        } finally {
            socket.cancel();
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /** Reads some messages, so that the first that counts is not read by a program that still loads. */
    public static void rehearse() {
        Attempt attempt = new Attempt(ProbeKind.STT, 0, "", "", System.nanoTime());
        StreamWords words = new StreamWords(attempt, 1);
        for (int i = 0; i < REHEARSED; i++) {
            words.message(
                    "{\"type\":\"Results\",\"start\":0,\"duration\":0.5,\"is_final\":true,"
                            + "\"channel\":{\"alternatives\":[{\"transcript\":\"\"}]}}",
                    System.nanoTime());
        }
    }

    /** One session. */
    private final class Session extends WebSocketListener {
        private final Attempt attempt;
        private final Utterance said;
        private final StreamWords words;
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        Session(Attempt attempt, Utterance said) {
            this.attempt = attempt;
            this.said = said;
            this.words = new StreamWords(attempt, (said.lastSpeech() + 1.0) / Pcm.RATE_HZ);
        }

        void awaitOpen() throws InterruptedException {
            if (!open.await(timeoutMs, TimeUnit.MILLISECONDS)) {
                words.ended(Attempt.Failure.of(ProbeNotes.TIMEOUT, "no WebSocket within " + timeoutMs + " ms"));
            }
        }

        /** Sends the utterance and silence behind it until the recogniser is done, or the time is up. */
        void speak(WebSocket socket) {
            short[] samples = said.sound().samples();
            long start = System.nanoTime();
            long speechEnd = start + nanos(said.lastSpeech() + 1);
            attempt.first(ProbeMilestone.SPEECH_START, start + nanos(said.firstSpeech()));
            attempt.origin(speechEnd);
            words.speechEnds(speechEnd);
            long giveUp = speechEnd + timeoutMs * 1_000_000;
            long coveredAt = 0;
            byte[] frame = new byte[2 * FRAME_SAMPLES];
            for (int k = 0; !words.isOver(); k++) {
                long due = start + (k + 1) * FRAME_NANOS;
                sleepUntil(due);
                long now = System.nanoTime();
                if (now > giveUp) {
                    words.ended(Attempt.Failure.of(
                            ProbeNotes.TIMEOUT,
                            "no final transcript within " + timeoutMs + " ms of the last speech sample"));
                    return;
                }
                coveredAt = coveredAt == 0 && words.isCovered() ? now : coveredAt;
                if (coveredAt != 0 && now - coveredAt > AFTER_FINAL_NANOS) {
                    return;
                }
                fill(frame, samples, k * FRAME_SAMPLES);
                if (!socket.send(ByteString.of(frame))) {
                    words.ended(Attempt.Failure.of("broken", "the server does not take the sound any more"));
                    return;
                }
                instrument.frame(now - due);
                if (now - due > LATE_NANOS) {
                    attempt.frameLate();
                }
                if (finalise && said.lastSpeech() / FRAME_SAMPLES == k) {
                    socket.send("{\"type\":\"Finalize\"}");
                }
            }
        }

        private static void fill(byte[] frame, short[] samples, int from) {
            for (int i = 0; i < FRAME_SAMPLES; i++) {
                short sample = from + i < samples.length ? samples[from + i] : 0;
                frame[2 * i] = (byte) sample;
                frame[2 * i + 1] = (byte) (sample >> 8);
            }
        }

        /** Ends the stream, and gives late words a moment. */
        void closing(WebSocket socket) throws InterruptedException {
            socket.send("{\"type\":\"CloseStream\"}");
            if (!closed.await(CLOSING_NANOS, TimeUnit.NANOSECONDS)) {
                socket.close(1000, null);
            }
            attempt.first(ProbeMilestone.END, System.nanoTime());
        }

        Turn turn() {
            String text = words.words();
            attempt.value("unknown_messages", words.unknown());
            if (words.failure().isPresent()) {
                attempt.heard(text);
                return attempt.failed(cleaned(words.failure().get()));
            }
            SttProbe.understood(attempt, said, text);
            return attempt.answered();
        }

        private Attempt.Failure cleaned(Attempt.Failure failure) {
            return new Attempt.Failure(
                    failure.ending(), http.clean(failure.detail()), failure.status(), failure.retryAfterS());
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            attempt.first(ProbeMilestone.OPEN, System.nanoTime());
            attempt.status(response.code());
            open.countDown();
        }

        @Override
        public void onMessage(WebSocket socket, String text) {
            words.message(text, System.nanoTime());
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            words.ended(Attempt.Failure.of(
                    "broken",
                    "the server closed with " + code + (reason.isEmpty() ? "" : " " + reason)
                            + " before a final transcript"));
            socket.close(1000, null);
            closed.countDown();
        }

        @Override
        public void onFailure(WebSocket socket, Throwable broken, @Nullable Response response) {
            // A refused handshake comes with its response; after CloseStream a server may simply hang up.
            words.ended(
                    response != null && response.code() != 101
                            ? http.refusal(response)
                            : broken instanceof IOException io
                                    ? http.failure(attempt, io)
                                    : Attempt.Failure.of("broken", String.valueOf(broken)));
            open.countDown();
            closed.countDown();
        }
    }

    private static long nanos(long samples) {
        return samples * 1_000_000_000L / Pcm.RATE_HZ;
    }

    private static void sleepUntil(long dueNanos) {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
