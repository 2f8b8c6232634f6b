package io.turngap.link;

/**
 * What came of a function that the agent wanted called.
 *
 * @param id of the {@link ToolCall}
 * @param name of the {@link ToolCall}
 * @param output what goes to the agent: JSON or plain text
 * @param error true when the function failed, for protocols that tell the two apart
 */
public record ToolAnswer(String id, String name, String output, boolean error) {}
