package io.turngap.link;

import io.turngap.link.Link.Ending.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Asks a telephone agent over HTTP what to do with a call, as its provider would, until the answer is a stream. Each call is asked for on a
 * thread of its own, because an answer may be slow and may tell to wait; event loops carry other calls' sound.
 */
final class AnswerHook implements AutoCloseable {

    /** Of such a size the providers themselves take no more. */
    private static final long MOST_ANSWER_BYTES = 64 << 10;

    private static final int MOST_REDIRECTS = 5;
    private static final long MOST_PAUSES_MS = 120_000;
    private static final int MOST_SHOWN = 500;

    private final Dialect dialect;
    private final LinkOptions options;
    private final Redaction redaction;
    private final OkHttpClient http;

    AnswerHook(Dialect dialect, LinkOptions options, Redaction redaction) {
        this.dialect = dialect;
        this.options = options;
        this.redaction = redaction;
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
                .callTimeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .followRedirects(false);
        options.trustedCertificates().ifPresent(pem -> OwnTrust.in(client, pem));
        this.http = client.build();
    }

    /** Hears of the stream for which the agent asks, or why there will be none; once, on another thread. */
    interface Found {
        /** That stream, after all pauses. */
        void stream(StreamOrder order);

        /** None. */
        void none(Kind kind, String detail);
    }

    /** Asks {@code hook} about {@code call}. */
    void ask(AgentAddress hook, PhoneCall call, Found found) {
        Thread.ofVirtual().name("turngap-answer-hook").start(() -> {
            try {
                new Asking(call, found).ask(hook, dialect.hookMethod());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                found.none(Kind.HUNG_UP, "the caller hung up before the agent's hook had answered");
            } catch (RuntimeException e) {
                found.none(
                        Kind.BROKEN, "asking " + hook.shown() + " broke inside Turngap: " + e + "; please report it");
            }
        });
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }

    /** The asking for one call. */
    private final class Asking {
        private final PhoneCall call;
        private final Found found;
        private final List<String> notes = new ArrayList<>();
        private long pausedMs;

        Asking(PhoneCall call, Found found) {
            this.call = call;
            this.found = found;
        }

        void ask(AgentAddress first, String firstMethod) throws InterruptedException {
            AgentAddress hook = first;
            String method = firstMethod;
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                CallAnswer answer = fetch(hook, method, redirects == 0);
                switch (answer) {
                    case CallAnswer.Connect connect -> {
                        pause(connect.pauseMs());
                        found.stream(connect.order().noting(notes));
                        return;
                    }
                    case CallAnswer.Ended ended -> {
                        found.none(ended.kind(), redaction.clean(ended.detail(), MOST_SHOWN * 2));
                        return;
                    }
                    case CallAnswer.Redirect redirect -> {
                        notes.addAll(redirect.notes());
                        pause(redirect.pauseMs());
                        hook = redirect.to();
                        method = redirect.method();
                    }
                }
            }
            found.none(
                    Kind.PROTOCOL,
                    first.shown() + " redirected more than " + MOST_REDIRECTS + " times, last to " + hook.shown()
                            + "; check for a loop");
        }

        private void pause(long ms) throws InterruptedException {
            long bounded = Math.clamp(ms, 0, MOST_PAUSES_MS - pausedMs);
            pausedMs += bounded;
            Thread.sleep(bounded);
        }

        private CallAnswer fetch(AgentAddress hook, String method, boolean first) {
            Request request = request(hook, method, first);
            try (Response response = http.newCall(request).execute()) {
                BufferedSource source = response.body().source();
                boolean tooLong = source.request(MOST_ANSWER_BYTES + 1);
                Buffer body = source.getBuffer();
                if (!response.isSuccessful()) {
                    return refused(
                            hook,
                            response,
                            new String(
                                    body.readByteArray(Math.min(body.size(), MOST_SHOWN * 2L)),
                                    java.nio.charset.StandardCharsets.UTF_8));
                }
                if (tooLong) {
                    return new CallAnswer.Ended(
                            Kind.PROTOCOL,
                            hook.shown() + " answered the call with more than " + MOST_ANSWER_BYTES / 1024 + " KiB; "
                                    + dialect.provider() + " takes no more");
                }
                CallAnswer answer = dialect.answer(body.readByteArray(), hook);
                return answer instanceof CallAnswer.Ended ended
                        ? new CallAnswer.Ended(ended.kind(), hook.shown() + " " + ended.detail())
                        : answer;
            } catch (IOException e) {
                return new CallAnswer.Ended(Kind.UNREACHABLE, "could not ask " + hook.shown() + ": " + reason(e));
            }
        }

        private String reason(IOException e) {
            if (e instanceof UnknownHostException) {
                return "no host of that name is known; check its spelling and the network";
            }
            if (e instanceof InterruptedIOException) {
                return "no answer within " + options.connectTimeoutMs() + " ms; check that the agent answers its hook";
            }
            return Redaction.reason(e)
                    + (e instanceof ConnectException ? "; check that an agent listens there" : "; check host and port");
        }

        private CallAnswer refused(AgentAddress hook, Response response, String body) {
            int status = response.code();
            String shown = body.isBlank() ? "with an empty body" : "\"" + redaction.clean(body, MOST_SHOWN) + "\"";
            return new CallAnswer.Ended(
                    status == 429 ? Kind.RATE_LIMITED : Kind.REFUSED,
                    hook.shown() + " refused the call: " + status + " " + redaction.clean(response.message(), 60) + ", "
                            + shown + PhoneStreams.hint(dialect, options, status));
        }

        private Request request(AgentAddress hook, String method, boolean first) {
            Map<String, String> parameters = dialect.hookParameters(call);
            HttpUrl url = HttpUrl.get(hook.uri().toString());
            Request.Builder request = new Request.Builder()
                    .header("User-Agent", "turngap")
                    .header(PhoneCall.TRACEPARENT, call.identity().traceparent());
            if (first) {
                // Whom the agent redirects to is the agent's choice, and the user's headers may be secrets.
                options.headers(hook).forEach(request::header);
            }
            if (method.equals("GET")) {
                HttpUrl.Builder query = url.newBuilder();
                parameters.forEach(query::addQueryParameter);
                HttpUrl asked = query.build();
                dialect.signature(options.keys(), asked.toString(), Map.of()).forEach(request::header);
                return request.url(asked).build();
            }
            FormBody.Builder form = new FormBody.Builder();
            parameters.forEach(form::add);
            dialect.signature(options.keys(), url.toString(), parameters).forEach(request::header);
            return request.url(url).post(form.build()).build();
        }
    }
}
