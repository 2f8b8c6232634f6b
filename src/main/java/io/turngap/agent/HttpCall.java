package io.turngap.agent;

import io.turngap.time.Timeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: sends it, has its answer read on a thread of the client, and brings what is read to the call's timeline, in
 * order. Ends exactly once, with {@link Reading#done} or {@link Reading#failed}; after {@link #cancel} nothing comes.
 *
 * <p>It fails when nothing comes for the timeout: no answer, or no further piece of one. An answer 429 (too many requests) that says
 * when to come back is obeyed once, where that is within the timeout.
 */
final class HttpCall {

    /** What becomes of an answer. All but {@link #read} is called on the timeline. */
    interface Reading {
        /**
         * Reads an answer of status 2xx, on a thread of the client; what it finds goes to {@code timeline}.
         *
         * @return why the answer is no good; empty when it is whole
         */
        Optional<String> read(ResponseBody body, Relay timeline) throws IOException;

        /** The answer was whole. */
        default void done() {}

        /** There was none, or half of one. */
        void failed(String why);

        /** Nothing came in time; {@code why} says so. */
        default void timedOut(String why) {
            failed(why);
        }
    }

    /** The way from a thread of the client to the timeline. */
    @FunctionalInterface
    interface Relay {
        /**
         * Runs {@code event} there, unless the request is cancelled by then.
         *
         * @throws IOException when it is cancelled already: stop reading
         */
        void tell(Runnable event) throws IOException;
    }

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long MOST_ERROR_BYTES = 2_048;
    private static final int MOST_ERROR_CHARS = 200;

    private final HttpCalls client;
    private final ProviderAddress provider;
    private final Timeline timeline;
    private final Request request;
    private final long timeoutNanos;
    private final Reading reading;
    private final String host;

    private volatile boolean over;
    private volatile @Nullable Call call;
    private Timeline.Scheduled retry = () -> {};
    private Timeline.Scheduled watch = () -> {};
    private long startedNanos;
    private long heardNanos;
    private boolean retried;

    private HttpCall(
            HttpCalls client,
            ProviderAddress provider,
            Timeline timeline,
            Request request,
            long timeoutMs,
            Reading reading) {
        this.client = client;
        this.provider = provider;
        this.timeline = timeline;
        this.request = request;
        this.timeoutNanos = timeoutMs * 1_000_000;
        this.reading = reading;
        this.host = ProviderAddress.host(request.url());
    }

    /**
     * Sends {@code request}. Called on {@code timeline}.
     *
     * @param timeoutMs how long may pass with nothing coming
     * @return cancels it
     */
    static Runnable send(
            HttpCalls client,
            ProviderAddress provider,
            Timeline timeline,
            Request request,
            long timeoutMs,
            Reading reading) {
        HttpCall made = new HttpCall(client, provider, timeline, request, timeoutMs, reading);
        made.startedNanos = timeline.nowNanos();
        made.heardNanos = made.startedNanos;
        made.watch();
        made.attempt();
        return made::cancel;
    }

    private void attempt() {
        if (client.isFull()) {
            post(() -> fail(client.mostRequests() + " requests are on their way already: run fewer calls"));
            return;
        }
        Call next = client.newCall(request);
        call = next;
        next.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException why) {
                post(() -> fail(explained(why)));
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (Response answer = response) {
                    answered(answer);
                } catch (IOException broken) {
                    post(() -> fail(explained(broken)));
                } catch (RuntimeException unforeseen) {
                    post(() -> fail("the answer of " + host + " could not be read: " + unforeseen));
                }
            }
        });
    }

    /** On a thread of the client. */
    private void answered(Response answer) throws IOException {
        if (answer.isSuccessful()) {
            Optional<String> wrong = reading.read(answer.body(), this::tell);
            post(() -> wrong.ifPresentOrElse(this::fail, this::done));
            return;
        }
        OptionalLong waitNanos = answer.code() == TOO_MANY_REQUESTS ? retryAfterNanos(answer) : OptionalLong.empty();
        String refusal = refusal(answer);
        post(() -> {
            boolean inTime =
                    waitNanos.isPresent() && timeline.nowNanos() + waitNanos.getAsLong() < startedNanos + timeoutNanos;
            if (inTime && !retried) {
                retried = true;
                retry = timeline.after(waitNanos.getAsLong(), this::attempt);
            } else {
                fail(refusal);
            }
        });
    }

    /** Header {@code Retry-After-Ms}, which OpenAI sends, or {@code Retry-After} in seconds; a date is not understood. */
    private static OptionalLong retryAfterNanos(Response answer) {
        try {
            String ms = answer.header("Retry-After-Ms");
            if (ms != null) {
                return OptionalLong.of(Math.max(0, Math.round(Double.parseDouble(ms.strip()) * 1e6)));
            }
            String seconds = answer.header("Retry-After");
            return seconds == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, Math.round(Double.parseDouble(seconds.strip()) * 1e9)));
        } catch (NumberFormatException date) {
            return OptionalLong.empty();
        }
    }

    private String refusal(Response answer) throws IOException {
        BufferedSource body = answer.body().source();
        body.request(MOST_ERROR_BYTES);
        long bytes = Math.min(body.getBuffer().size(), MOST_ERROR_BYTES);
        String said = provider.hidden(body.getBuffer().readUtf8(bytes))
                .replaceAll("\\s+", " ")
                .strip();
        String shown = said.length() > MOST_ERROR_CHARS ? said.substring(0, MOST_ERROR_CHARS) + "..." : said;
        return host + " answered " + answer.code() + (shown.isEmpty() ? "" : ": " + shown)
                + provider.adviceFor(answer.code()).map(advice -> "; " + advice).orElse("");
    }

    private String explained(IOException why) {
        return switch (why) {
            case ConnectException refused ->
                host + " cannot be reached (" + refused.getMessage() + "): start the server, or check base_url";
            case UnknownHostException unknown -> "there is no host " + host + ": check base_url";
            case InterruptedIOException slow -> host + " gave no answer in time";
            default -> host + " broke its answer off: " + provider.hidden(String.valueOf(why.getMessage()));
        };
    }

    /** On a thread of the client. */
    private void tell(Runnable event) throws IOException {
        if (over) {
            throw new InterruptedIOException("cancelled");
        }
        post(() -> {
            heardNanos = timeline.nowNanos();
            event.run();
        });
    }

    private void post(Runnable event) {
        try {
            timeline.at(timeline.nowNanos(), () -> {
                if (!over) {
                    event.run();
                }
            });
        } catch (RejectedExecutionException ended) {
            // The phone call's loop was shut down; there is nobody to tell.
            over = true;
        }
    }

    private void watch() {
        watch = timeline.at(heardNanos + timeoutNanos, () -> {
            if (over) {
                return;
            }
            if (timeline.nowNanos() - heardNanos < timeoutNanos) {
                watch();
                return;
            }
            cancel();
            reading.timedOut(host + " sent nothing for " + timeoutNanos / 1_000_000 + " ms");
        });
    }

    private void done() {
        end();
        reading.done();
    }

    private void fail(String why) {
        end();
        reading.failed(why);
    }

    private void end() {
        over = true;
        watch.cancel();
        retry.cancel();
    }

    private void cancel() {
        end();
        Call current = call;
        if (current != null) {
            current.cancel();
        }
    }
}
