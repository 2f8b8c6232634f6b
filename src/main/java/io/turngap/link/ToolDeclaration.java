package io.turngap.link;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A function on the caller's side, as an agent is told of it.
 *
 * @param name by which the agent calls it
 * @param description what it is for, in words for the agent; may be empty
 * @param parameters JSON Schema of its arguments, an object
 */
public record ToolDeclaration(String name, String description, JsonNode parameters) {}
