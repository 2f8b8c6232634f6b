package io.turngap.link;

import java.util.Map;
import java.util.Optional;

/**
 * Where one call's WebSocket is opened, and with what.
 *
 * @param address where
 * @param headers of the upgrade's request besides those of WebSocket itself; they may hold secrets
 * @param subprotocols offered, separated by commas as in {@code Sec-WebSocket-Protocol}
 */
record Target(AgentAddress address, Map<String, String> headers, Optional<String> subprotocols) {

    Target {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return address.shown();
    }
}
