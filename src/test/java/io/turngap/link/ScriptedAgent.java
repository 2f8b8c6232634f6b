package io.turngap.link;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;

/**
 * An agent that does to one caller at a time exactly what a script says, down to the bytes. It is written on plain sockets, with none of the
 * link's libraries, so that both cannot share a mistake.
 */
public final class ScriptedAgent implements AutoCloseable {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MOST_CALLERS = 100;

    /** What happens to one caller. */
    public interface Script {
        void play(Peer peer) throws Exception;
    }

    private final ServerSocket server;
    private final Thread acceptor;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    /** Listens on loopback. */
    public ScriptedAgent(Script script) throws IOException {
        this(ServerSocketFactory.getDefault(), script);
    }

    ScriptedAgent(ServerSocketFactory factory, Script script) throws IOException {
        server = factory.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        acceptor = Thread.ofVirtual().start(() -> accept(script));
    }

    private void accept(Script script) {
        for (int i = 0; i < MOST_CALLERS && !server.isClosed(); i++) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                return; // Closed by the test.
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            socket.setSoTimeout((int) RecordingListener.WAIT_MS);
            script.play(new Peer(socket, request));
        } catch (Exception e) {
            request.completeExceptionally(e); // A caller that goes away in the middle is some scripts' point.
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** As {@code --agent} takes it. */
    public String address() {
        return "openai:ws://127.0.0.1:" + port() + "/v1/realtime";
    }

    /** The request line and headers of the first caller, once read. */
    public CompletableFuture<String> request() {
        return request;
    }

    @Override
    public void close() throws Exception {
        server.close();
        acceptor.join();
    }

    /** The other end of one caller's connection. */
    public static final class Peer {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final CompletableFuture<String> request;

        Peer(Socket socket, CompletableFuture<String> request) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
            this.out = socket.getOutputStream();
            this.request = request;
        }

        /** Reads the request line and headers. */
        public String readRequest() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            request.complete(head.toString());
            return head.toString();
        }

        /** Sends text as it is. */
        public void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Answers the handshake; gives the request line and headers. */
        public String upgrade() throws IOException, NoSuchAlgorithmException {
            String head = readRequest();
            String key = head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            raw(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                            + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
            return head;
        }

        /** Passes over one frame of any kind; gives its opcode. */
        public int skip() throws IOException {
            return readFrame().opcode;
        }

        /** Upgrades and opens the session as a proper agent does. */
        public void openSession() throws IOException, NoSuchAlgorithmException {
            upgrade();
            text("{\"type\":\"session.created\",\"event_id\":\"e1\",\"session\":{\"type\":\"realtime\",\"id\":\"s\"}}");
            awaitText("session.update");
            text("{\"type\":\"session.updated\",\"event_id\":\"e2\",\"session\":{\"type\":\"realtime\",\"id\":\"s\"}}");
        }

        /** Sends a text message. */
        public void text(String json) throws IOException {
            frame(0x81, json.getBytes(StandardCharsets.UTF_8));
        }

        /** Sends a close frame. */
        public void close(int code, String reason) throws IOException {
            byte[] why = reason.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[why.length + 2];
            payload[0] = (byte) (code >> 8);
            payload[1] = (byte) code;
            System.arraycopy(why, 0, payload, 2, why.length);
            frame(0x88, payload);
        }

        /** One unmasked frame with that first byte. */
        public synchronized void frame(int first, byte[] payload) throws IOException {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            bytes.write(first);
            if (payload.length < 126) {
                bytes.write(payload.length);
            } else if (payload.length < 65_536) {
                bytes.write(126);
                bytes.write(payload.length >> 8);
                bytes.write(payload.length);
            } else {
                bytes.write(127);
                bytes.write(
                        java.nio.ByteBuffer.allocate(8).putLong(payload.length).array());
            }
            bytes.write(payload);
            out.write(bytes.toByteArray());
            out.flush();
        }

        /** Says that nothing more will be sent, and goes on listening. */
        void halfClose() throws IOException {
            socket.shutdownOutput();
        }

        void bytes(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** The next text message; empty when the caller closed. Pongs are passed over. */
        public Optional<String> read() throws IOException {
            while (true) {
                Frame frame = readFrame();
                if (frame.opcode == 1) {
                    return Optional.of(new String(frame.payload, StandardCharsets.UTF_8));
                }
                if (frame.opcode == 8) {
                    return Optional.empty();
                }
            }
        }

        private record Frame(int opcode, byte[] payload) {}

        private Frame readFrame() throws IOException {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) == 0) {
                throw new IOException("a client's frame must be masked");
            }
            int length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new Frame(first & 0x0f, payload);
        }

        /** Passes over messages until one of that type. */
        public String awaitText(String type) throws IOException {
            while (true) {
                String text = read().orElseThrow(() -> new IOException("closed before " + type));
                if (text.contains("\"type\":\"" + type + "\"")) {
                    return text;
                }
            }
        }

        /** Reads until the caller closes. */
        public void drain() throws IOException {
            while (read().isPresent()) {
                // Passed over.
            }
        }

        /** Breaks the connection with a TCP reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
