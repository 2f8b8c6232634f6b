package io.turngap.probe;

import io.turngap.measure.ProbeMilestone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Writes down when an HTTP request found its host, its connection and its encryption, had left, and was answered. */
final class HttpClock extends EventListener {

    private final Attempt attempt;

    private HttpClock(Attempt attempt) {
        this.attempt = attempt;
    }

    /** The clock of the attempt that the call's request carries as a tag; none for a request without. */
    static EventListener of(Call call) {
        Attempt attempt = call.request().tag(Attempt.class);
        return attempt == null ? EventListener.NONE : new HttpClock(attempt);
    }

    private static long now() {
        return System.nanoTime();
    }

    @Override
    public void dnsStart(Call call, String domainName) {
        attempt.first(ProbeMilestone.DNS_START, now());
    }

    @Override
    public void dnsEnd(Call call, String domainName, List<InetAddress> addresses) {
        attempt.first(ProbeMilestone.DNS_END, now());
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        attempt.opening();
        attempt.first(ProbeMilestone.CONNECT_START, now());
    }

    @Override
    public void secureConnectStart(Call call) {
        attempt.last(ProbeMilestone.TLS_START, now());
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        attempt.last(ProbeMilestone.TLS_END, now());
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
        attempt.last(ProbeMilestone.CONNECT_END, now());
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        attempt.acquired();
        attempt.last(ProbeMilestone.ACQUIRED, now());
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        attempt.last(ProbeMilestone.SENT, now());
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        attempt.last(ProbeMilestone.SENT, now());
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        attempt.last(ProbeMilestone.HEAD, now());
    }
}
