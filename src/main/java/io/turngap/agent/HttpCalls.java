package io.turngap.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The HTTP client that all engines of an agent share: answers are read on virtual threads, connections are kept and used again, small
 * requests leave at once (TCP_NODELAY, which OkHttp does not set by itself).
 *
 * <p>A timeout belongs to the call's timeline ({@link HttpCall}); the client's own is only for a timeline that has ended.
 */
final class HttpCalls implements AutoCloseable {

    /** Stages of a phone call that may ask at the same time: recognition, language model, synthesis, a tool. */
    private static final int REQUESTS_A_CALL = 4;

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Longer than any stage's timeout may be. */
    private static final Duration ABANDONED = Duration.ofSeconds(150);

    /** A connection of which more was left to read is not used again. */
    private static final long MOST_SKIPPED = 1 << 16;

    private static final int KEPT_CONNECTIONS = 64;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-", 0).factory());
    private final OkHttpClient client;
    private final int mostRequests;

    /** A client for so many phone calls at once. */
    HttpCalls(int mostCalls) {
        mostRequests = REQUESTS_A_CALL * mostCalls;
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(mostRequests);
        dispatcher.setMaxRequestsPerHost(mostRequests);
        client = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(Math.min(mostCalls, KEPT_CONNECTIONS), 5, TimeUnit.MINUTES))
                .socketFactory(new Undelayed())
                .connectTimeout(CONNECT)
                .readTimeout(ABANDONED)
                .writeTimeout(ABANDONED)
                .followRedirects(false)
                .build();
    }

    Call newCall(Request request) {
        return client.newCall(request);
    }

    /** True when no further request may begin: as many are on their way as all calls together may have. */
    boolean isFull() {
        return client.dispatcher().runningCallsCount() >= mostRequests;
    }

    int mostRequests() {
        return mostRequests;
    }

    /**
     * Opens a connection to {@code address}, so that the first request finds one. Whatever the server answers is fine, and so is no answer: the
     * first real request will say what is wrong.
     */
    void connect(ProviderAddress address) {
        client.newCall(address.request("models").build()).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException why) {
                // Not there yet, perhaps.
            }

            @Override
            public void onResponse(Call call, Response response) {
                try (Response read = response;
                        InputStream body = read.body().byteStream()) {
                    long unused = body.skip(MOST_SKIPPED);
                } catch (IOException brokenOff) {
                    // The first real request will say so.
                }
            }
        });
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        threads.shutdownNow();
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
