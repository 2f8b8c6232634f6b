package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A scenario that was read and checked.
 *
 * @param scenario the scenario
 * @param effective the same as a tree in the form of the file, with options applied and defaults filled in, keys sorted; for {@code
 *     run.json}. {@link Scenario#digest} is the SHA-256 of its compact JSON text
 * @param places where each value was written, so that others who check a part of it can say where a mistake stands
 */
public record CheckedScenario(Scenario scenario, JsonNode effective, Places places) {}
