package io.turngap.probe;

import io.turngap.measure.ProbeMilestone;
import io.turngap.measure.ProbeNotes;
import io.turngap.measure.Turn;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The HTTP client of a probe: connections are kept and used again unless each request is to open its own, small requests leave at once
 * (TCP_NODELAY), nothing is redirected, and what a request met on its way is noted. Thread-safe.
 */
final class ProbeHttp implements AutoCloseable {

    private static final int MOST_BODY_SHOWN = 400;
    private static final int LONGEST_RETRY_AFTER_S = 86_400;

    private final Target target;
    private final OkHttpClient client;
    private final long timeoutMs;

    /** Reads a good answer; throws where it is none. */
    interface Reading {
        void read(ResponseBody body) throws IOException, BadAnswer;
    }

    /** An answer came, and is not what was asked for. */
    static final class BadAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        private final String ending;

        BadAnswer(String ending, String why) {
            super(why);
            this.ending = ending;
        }
    }

    ProbeHttp(Target target, Settings settings) {
        this.target = target;
        this.timeoutMs = settings.timeoutMs();
        Dispatcher dispatcher = new Dispatcher();
        // Only WebSockets go by the dispatcher, one a request.
        dispatcher.setMaxRequests(settings.concurrency() + 1);
        dispatcher.setMaxRequestsPerHost(settings.concurrency() + 1);
        client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(
                        settings.freshConnections() ? 0 : settings.concurrency(), 5, TimeUnit.MINUTES))
                .eventListenerFactory(HttpClock::of)
                .socketFactory(new Undelayed())
                .callTimeout(target.isSocket() ? Duration.ZERO : Duration.ofMillis(settings.timeoutMs()))
                .connectTimeout(Duration.ofMillis(settings.timeoutMs()))
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ofMillis(settings.timeoutMs()))
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    OkHttpClient client() {
        return client;
    }

    /** Sends {@code request}, hands a good answer to {@code reading}, and makes the turn of whatever came. */
    Turn exchange(Attempt attempt, Request.Builder request, Reading reading) {
        attempt.first(ProbeMilestone.HTTP_START, System.nanoTime());
        Request tagged = request.tag(Attempt.class, attempt).build();
        try (Response response = client.newCall(tagged).execute()) {
            attempt.status(response.code());
            if (!response.isSuccessful()) {
                return attempt.failed(refusal(response));
            }
            reading.read(response.body());
            return attempt.answered();
        } catch (BadAnswer bad) {
            return attempt.failed(Attempt.Failure.of(bad.ending, clean(String.valueOf(bad.getMessage()))));
        } catch (IOException broken) {
            return attempt.failed(failure(attempt, broken));
        }
    }

    /** What a server said that would not answer: status and the beginning of the body. */
    Attempt.Failure refusal(Response response) {
        String body = beginning(response);
        int status = response.code();
        Optional<Double> retryAfter = retryAfter(response);
        String detail = "the server answered " + status + " " + response.message()
                + retryAfter.map(s -> ", Retry-After " + trimmed(s) + " s").orElse("")
                + (body.isEmpty() ? ", with an empty body" : ": " + body)
                + target.adviceFor(status).map(advice -> " (" + advice + ")").orElse("");
        String ending = status == 429
                ? ProbeNotes.RATE_LIMITED
                : status >= 500 ? "server_error" : status >= 400 ? "refused" : "malformed";
        return new Attempt.Failure(ending, clean(detail), Optional.of(status), retryAfter);
    }

    private static String beginning(Response response) {
        try {
            return new String(response.peekBody(MOST_BODY_SHOWN).bytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException | IllegalStateException unread) {
            return "";
        }
    }

    private static Optional<Double> retryAfter(Response response) {
        String text = response.header("Retry-After");
        try {
            double seconds = text == null ? Double.NaN : Double.parseDouble(text.strip());
            return seconds >= 0 && seconds <= LONGEST_RETRY_AFTER_S ? Optional.of(seconds) : Optional.empty();
        } catch (NumberFormatException date) {
            return Optional.empty();
        }
    }

    private static String trimmed(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** Why a request broke, from what the client met. */
    Attempt.Failure failure(Attempt attempt, IOException broken) {
        if (broken instanceof InterruptedIOException) {
            return Attempt.Failure.of(
                    ProbeNotes.TIMEOUT,
                    (attempt.wasAcquired() ? "no whole answer" : "no connection") + " within " + timeoutMs + " ms");
        }
        String why = clean(broken.toString());
        if (!attempt.wasAcquired()
                && (broken instanceof ConnectException
                        || broken instanceof UnknownHostException
                        || broken instanceof SSLException
                        || !attempt.has(ProbeMilestone.SENT))) {
            return Attempt.Failure.of("unreachable", target.shown() + " cannot be reached (" + why + ")");
        }
        return Attempt.Failure.of("broken", "the connection broke (" + why + ")");
    }

    /** Text from outside, on one line, without the key. */
    String clean(String text) {
        return target.hidden(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** Sockets that send at once. */
    private static final class Undelayed extends SocketFactory {
        private final SocketFactory plain = SocketFactory.getDefault();

        private static Socket undelayed(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return undelayed(plain.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return undelayed(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return undelayed(plain.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return undelayed(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return undelayed(plain.createSocket(host, port, local, localPort));
        }
    }
}
