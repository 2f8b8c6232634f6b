package io.turngap.cli;

import io.turngap.gate.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The address of a server to be: tried before anything is loaded for it, so that a port which is taken is told at once. */
final class ListeningPort {

    private ListeningPort() {}

    /**
     * Binds the address and lets it go again.
     *
     * @param what who will listen there, such as {@code the agent}
     * @throws CommandFailure when it cannot be bound
     */
    static void check(String what, String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try (ServerSocket socket = new ServerSocket()) {
            if (address.isUnresolved()) {
                throw new IOException("no address is known for that name");
            }
            socket.bind(address);
        } catch (IOException refused) {
            throw new CommandFailure(
                    ExitCode.USAGE.code(),
                    what + " cannot listen on " + host + " port " + port + ": " + refused.getMessage()
                            + "; choose a free port (0 takes any) and an address of this machine");
        }
    }
}
