package io.turngap.link;

import java.util.Map;
import java.util.Optional;

/**
 * Where one call's WebSocket is opened, and with what.
 *
 * @param address where
 * @param headers of the upgrade's request besides those of WebSocket itself; they may hold secrets
 * @param subprotocols offered, separated by commas as in {@code Sec-WebSocket-Protocol}
 * @param order what a telephone agent asked for, where one was asked
 */
record Target(
        AgentAddress address, Map<String, String> headers, Optional<String> subprotocols, Optional<StreamOrder> order) {

    Target {
        headers = Map.copyOf(headers);
    }

    Target(AgentAddress address, Map<String, String> headers, Optional<String> subprotocols) {
        this(address, headers, subprotocols, Optional.empty());
    }

    @Override
    public String toString() {
        return address.shown();
    }
}
