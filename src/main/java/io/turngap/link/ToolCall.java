package io.turngap.link;

/**
 * A function that the agent wants the client to call.
 *
 * @param id the protocol's name for this call of it, by which the answer is given
 * @param name name of the function
 * @param arguments a JSON object, as the agent wrote it; {@code {}} where it gave none
 */
public record ToolCall(String id, String name, String arguments) {}
