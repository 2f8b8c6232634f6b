package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JSON Schema of scenarios, the one that editors use too ({@code scenarios/scenario.schema.json}): it checks, and its defaults are the
 * defaults.
 */
final class ScenarioSchema {
    static final String RESOURCE = "scenario.schema.json";

    private final JsonNode root;
    private final Schema schema;

    private ScenarioSchema(JsonNode root) {
        this.root = root;
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build();
        this.schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config))
                .getSchema(root);
    }

    /** Another schema, of a file that is no scenario. */
    static ScenarioSchema of(JsonNode root) {
        return new ScenarioSchema(root);
    }

    /** The schema that was built in; thread-safe. */
    static ScenarioSchema builtIn() {
        return BuiltIn.SCHEMA;
    }

    /** Loaded when first used. */
    private static final class BuiltIn {
        static final ScenarioSchema SCHEMA = load();
    }

    private static ScenarioSchema load() {
        try {
            return new ScenarioSchema(new ObjectMapper().readTree(text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its text. */
    static String text() {
        try (InputStream in = ScenarioSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build left out " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a scenario's tree; empty when nothing is. */
    List<Mistake> check(JsonNode scenario, Places places) {
        return new SchemaMistakes(this, places).translate(schema.validate(scenario));
    }

    /** Writes the schema's defaults where a scenario says nothing. */
    void fillDefaults(ObjectNode scenario) {
        fill(root, scenario);
    }

    private void fill(JsonNode schema, ObjectNode object) {
        schema.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            JsonNode fallback = property.getValue().path("default");
            if (!object.has(key) && !fallback.isMissingNode()) {
                object.set(key, fallback.deepCopy());
            }
            if (object.get(key) instanceof ObjectNode child) {
                fallback.properties().forEach(e -> {
                    if (!child.has(e.getKey())) {
                        child.set(e.getKey(), e.getValue().deepCopy());
                    }
                });
                fill(property.getValue(), child);
            }
        });
    }

    /** The part of the schema at {@code pointer}, with a {@code $ref} in it followed. */
    JsonNode part(String pointer) {
        JsonNode part = root.at(pointer);
        String ref = part.path("$ref").asText();
        return ref.isEmpty() ? part : part(ref.substring(1));
    }
}
