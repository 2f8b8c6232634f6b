package io.turngap.bench;

import io.turngap.time.FrameWheel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import javax.net.SocketFactory;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/**
 * OkHttp's WebSocket in the load bench, at its best: one thread ticks 20 slots of a millisecond for all calls, sockets have TCP_NODELAY, and the
 * dispatcher has no bound and virtual threads. The same bytes each frame; what comes is thrown away.
 */
public final class OkHttpCalls implements ClientDesk.Calls {

    private static final int SLOTS = 20;
    private static final long SLOT_NANOS = FrameWheel.FRAME_NANOS / SLOTS;

    private record Place(WebSocket socket, LongConsumer latenessNanos) {}

    private final OkHttpClient http;
    private final Request request;
    private final Wording wording;
    private final String text;
    private final ByteString bytes;
    private final List<List<Place>> slots = new ArrayList<>();
    private final Thread ticks = new Thread(this::tick, "ticks");

    private OkHttpCalls(Wording wording, int port) {
        Dispatcher dispatcher = new Dispatcher(Executors.newVirtualThreadPerTaskExecutor());
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        this.http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .socketFactory(new Prompt())
                .build();
        this.request = new Request.Builder()
                .url("http://127.0.0.1:" + port + wording.path())
                .build();
        this.wording = wording;
        byte[] sound = wording.sound(false);
        this.text = wording.text() ? wording.callerText(sound) : "";
        this.bytes = ByteString.of(sound);
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new CopyOnWriteArrayList<>());
        }
        ticks.setDaemon(true);
        ticks.start();
    }

    /** Arguments: wording, port; others are for other clients. */
    public static void main(String[] arguments) throws Exception {
        ClientDesk.serve(new OkHttpCalls(Wording.of(arguments[0]), Integer.parseInt(arguments[1])));
    }

    @Override
    public void start(int index, LongConsumer latenessNanos) {
        http.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                slots.get(index % SLOTS).add(new Place(socket, latenessNanos));
            }
        });
    }

    private void tick() {
        long origin = System.nanoTime();
        for (long tick = 0; !Thread.interrupted(); tick++) {
            long due = origin + tick * SLOT_NANOS;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            for (Place place : slots.get((int) (tick % SLOTS))) {
                var unused = wording.text()
                        ? place.socket().send(text)
                        : place.socket().send(bytes);
                place.latenessNanos().accept(System.nanoTime() - due);
            }
        }
    }

    @Override
    public void close() {
        ticks.interrupt();
        slots.forEach(slot -> slot.forEach(place -> place.socket().cancel()));
        http.dispatcher().executorService().shutdownNow();
    }

    /** Sockets that send at once. */
    private static final class Prompt extends SocketFactory {
        private final SocketFactory usual = SocketFactory.getDefault();

        private static Socket prompt(Socket socket) throws SocketException {
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prompt(usual.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(usual.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
            return prompt(usual.createSocket(host, port, localHost, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(usual.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
                throws IOException {
            return prompt(usual.createSocket(address, port, localAddress, localPort));
        }
    }
}
