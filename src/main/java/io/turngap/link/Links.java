package io.turngap.link;

/** The way to an agent by its address. */
public final class Links {

    private Links() {}

    /**
     * A link to the agent at {@code address}: {@code openai:ws://HOST:PORT/PATH?QUERY} or {@code openai:wss://…}, also without
     * {@code openai:} in front; without a path it is {@code /v1/realtime}. Nothing is sent before the first call.
     *
     * @throws LinkException when the address or an option cannot be used; its message repeats no secret
     */
    public static OpenAiRealtimeLink open(String address, LinkOptions options) {
        return new OpenAiRealtimeLink(AgentAddress.parse(address), options);
    }
}
