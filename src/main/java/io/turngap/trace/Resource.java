package io.turngap.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads a resource's attributes, all as text. */
final class Resource {

    private static final Set<String> NAMED = Set.of("service.name", "host.name", "host.id", "service.instance.id");

    private final Map<String, String> known = new HashMap<>();
    private final KeptAttributes kept = new KeptAttributes();

    void attribute(String key, String value) {
        if (NAMED.contains(key)) {
            known.put(key, value.length() > 200 ? value.substring(0, 200) : value);
        }
        kept.text(key, value);
    }

    /** The origin of this resource's spans: one clock a host, and where no host is named one an instance, else one a peer. */
    Span.Origin origin(Peer peer) {
        String host = first("host.name", first("host.id", first("service.instance.id", "")));
        return new Span.Origin(
                first("service.name", ""), host.isEmpty() ? peer.address() : host, peer.loopback(), kept.ids());
    }

    private String first(String key, String otherwise) {
        String value = known.getOrDefault(key, "");
        return value.isBlank() ? otherwise : value;
    }
}
