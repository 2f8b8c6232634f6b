package io.turngap.link;

import io.turngap.link.Link.Ending.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Media streams of a telephone provider, with Turngap in the provider's place: the agent is what answers a phone number. Its address is
 * that of its hook ({@code http:} or {@code https:}), which is asked where each call's stream goes, or that of the stream itself ({@code ws:}
 * or {@code wss:}).
 */
final class PhoneStreams implements Protocol {

    private final Dialect dialect;
    private final LinkOptions options;
    private final AgentAddress address;
    private final Optional<AnswerHook> hook;

    /**
     * Reads what stands behind the provider's name.
     *
     * @throws LinkException when it is no such address, or an option cannot be had over a telephone
     */
    PhoneStreams(Dialect dialect, String rest, LinkOptions options) {
        this.dialect = dialect;
        this.options = options;
        this.address = AgentAddress.parse(rest, form(dialect));
        options.allowSettings(dialect.provider(), PhoneCall.SETTINGS);
        PhoneCall unused = PhoneCall.of(new CallIdentity("check", 0), options.settings());
        boolean fixed =
                options.input() != LinkOptions.DEFAULTS.input() || options.output() != LinkOptions.DEFAULTS.output();
        if (fixed) {
            throw new LinkException("--codec is "
                    + options.input().name().toLowerCase(java.util.Locale.ROOT) + ", and " + dialect.prefix()
                    + ": leaves no choice: " + dialect.provider() + " fixes how sound is written ("
                    + dialect.sound(address) + " where the agent asks for nothing else); leave --codec away");
        }
        boolean asks = address.uri().getScheme().regionMatches(true, 0, "http", 0, 4);
        this.hook = asks ? Optional.of(new AnswerHook(dialect, options, redaction())) : Optional.empty();
    }

    private static AgentAddress.Form form(Dialect dialect) {
        return new AgentAddress.Form(
                Set.of("http", "https", "ws", "wss"),
                "/",
                "allowed are " + dialect.prefix() + ":http://HOST:PORT/PATH and " + dialect.prefix()
                        + ":https://HOST/PATH for the agent's hook, or ws:// and wss:// for its stream, such as "
                        + example(dialect),
                dialect.keyVariable().orElse("(none: " + dialect.provider() + " has none that a caller could know)"));
    }

    /** An address as a user would write it. */
    static String example(Dialect dialect) {
        return dialect.prefix() + ":http://127.0.0.1:5050/voice";
    }

    @Override
    public String name() {
        return dialect.protocolName();
    }

    @Override
    public AgentAddress address() {
        return address;
    }

    @Override
    public void locate(CallIdentity identity, Located found) {
        if (hook.isEmpty()) {
            found.at(target(identity, usual()));
            return;
        }
        hook.get().ask(address, PhoneCall.of(identity, options.settings()), new AnswerHook.Found() {
            @Override
            public void stream(StreamOrder order) {
                found.at(target(identity, order));
            }

            @Override
            public void none(Kind kind, String detail) {
                found.nowhere(kind, detail);
            }
        });
    }

    /** The stream where nobody asked for one. */
    private StreamOrder usual() {
        return StreamOrder.plain(address, address.uri().toString(), dialect.sound(address));
    }

    private Target target(CallIdentity identity, StreamOrder order) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(PhoneCall.TRACEPARENT, identity.traceparent());
        headers.putAll(dialect.signature(options.keys(), order.written(), Map.of()));
        return new Target(order.address(), headers, Optional.empty(), Optional.of(order));
    }

    @Override
    public Conversation converse(Wire wire, CallIdentity identity, Link.Listener listener) {
        return new PhoneConversation(wire, dialect, PhoneCall.of(identity, options.settings()), usual(), listener);
    }

    @Override
    public Redaction redaction() {
        return new Redaction(dialect.keyVariable()
                        .flatMap(options.keys()::get)
                        .map(List::of)
                        .orElse(List.of()))
                .and(options.headerSecrets());
    }

    @Override
    public String hint(int status) {
        return hint(dialect, options, status);
    }

    /** What a person could do about a status of the hook or of the stream. */
    static String hint(Dialect dialect, LinkOptions options, int status) {
        if (status != 401 && status != 403) {
            return Hints.of(status);
        }
        return dialect.keyVariable()
                .map(
                        variable -> options.keys().get(variable).isEmpty()
                                ? "; the request was not signed: set the environment variable " + variable
                                : "; the request was signed with the token of " + variable
                                        + ": check that the agent has the same, and that it verifies the URL at which it is called here")
                .orElse("; requests are not signed as " + dialect.provider()
                        + " would: let the agent accept unsigned ones while it is tested");
    }

    @Override
    public void close() {
        hook.ifPresent(AnswerHook::close);
    }
}
