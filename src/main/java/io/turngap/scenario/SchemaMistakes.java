package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says in a user's words what the validator found, and where in the file it stands. */
final class SchemaMistakes {
    private final ScenarioSchema schema;
    private final Places places;

    SchemaMistakes(ScenarioSchema schema, Places places) {
        this.schema = schema;
        this.places = places;
    }

    /** One mistake for each place and matter; where two keywords say the same, the one that allows less is kept. */
    List<Mistake> translate(List<Error> errors) {
        Map<String, Mistake> mistakes = new LinkedHashMap<>();
        for (Error error : errors) {
            if (!saidByUnknownKey(error, errors)) {
                Mistake mistake = translate(error);
                mistakes.merge(
                        mistake.place() + mistake.what(),
                        mistake,
                        (a, b) -> a.allowed().length() <= b.allowed().length() ? a : b);
            }
        }
        return List.copyOf(mistakes.values());
    }

    private static boolean saidByUnknownKey(Error error, List<Error> errors) {
        return error.getKeyword().equals("maxProperties")
                && errors.stream()
                        .anyMatch(other -> other.getKeyword().equals("additionalProperties")
                                && pointer(other).equals(pointer(error)));
    }

    private Mistake translate(Error error) {
        String pointer = pointer(error);
        String ownerAt = owner(error);
        JsonNode owner = schema.part(ownerAt);
        JsonNode value = error.getInstanceNode();
        String name = Places.dotted(pointer);
        boolean step = ownerAt.equals("/$defs/step");
        Place place = places.of(pointer);
        return switch (error.getKeyword()) {
            case "additionalProperties" ->
                unknownKey(pointer, property(error), ownerAt, Wording.names(owner.path("properties")));
            case "propertyNames" -> unknownKey(pointer, property(error), ownerAt, allowedNames(error));
            case "required" -> missingKey(pointer, property(error), ownerAt, value);
            case "enum" ->
                new Mistake(
                        place,
                        step ? name + " is not a step" : name + " is not one of the values known",
                        Wording.seen(value),
                        Wording.allowed(owner),
                        meant(value.asText(), step ? stepNames(owner) : Wording.values(error.getSchemaNode()), owner));
            case "pattern" ->
                ownerAt.equals("/$defs/gate")
                        ? gate(place, name, value.asText(), owner)
                        : new Mistake(
                                place,
                                name + " has the wrong form",
                                Wording.seen(value),
                                owner.path("description").asText(),
                                example(owner));
            case "type" ->
                new Mistake(
                        place,
                        name + " has the wrong type",
                        Wording.seen(value),
                        Wording.allowed(owner),
                        example(owner));
            case "minimum", "maximum", "exclusiveMinimum" ->
                new Mistake(
                        place, name + " is out of range", Wording.seen(value), Wording.allowed(owner), example(owner));
            case "minLength", "maxLength" ->
                new Mistake(
                        place,
                        name + " is too " + (error.getKeyword().equals("minLength") ? "short" : "long"),
                        Wording.seen(value),
                        "text of at most " + owner.path("maxLength").asText() + " characters",
                        example(owner));
            case "minItems", "maxItems", "minProperties", "maxProperties" ->
                new Mistake(
                        place,
                        name + " has too " + (error.getKeyword().startsWith("min") ? "few" : "many")
                                + (error.getKeyword().endsWith("Items") ? " items" : " keys"),
                        Wording.seen(value),
                        Wording.allowed(owner),
                        step
                                ? "write each step with a dash of its own: "
                                        + json(owner.path("examples").path(0))
                                : example(owner));
            default ->
                new Mistake(place, name + " is wrong", Wording.seen(value), Wording.allowed(owner), error.getMessage());
        };
    }

    private Mistake unknownKey(String pointer, String key, String ownerAt, List<String> known) {
        boolean step = ownerAt.equals("/$defs/step");
        String below = Places.below(pointer, key);
        String todo = Nearest.to(key, known)
                .map(near -> "did you mean " + near + "?")
                .orElse(
                        step
                                ? "write a step, such as: - "
                                        + json(schema.part(ownerAt)
                                                .path("examples")
                                                .path(0)) + "; what belongs to a step stands inside its braces"
                                : "remove it, or correct it");
        return new Mistake(
                places.ofKey(below),
                step ? "unknown step " + Places.dotted(below) : "unknown key " + Places.dotted(below),
                Wording.quoted(key),
                Wording.list(known),
                todo);
    }

    private Mistake missingKey(String pointer, String key, String ownerAt, JsonNode value) {
        JsonNode owner = schema.part(ownerAt);
        JsonNode property = schema.part(ownerAt + "/properties/" + key);
        JsonNode shown = property.path("examples").path(0);
        String example = shown.isMissingNode() ? property.path("enum").path(0).asText("…") : json(shown);
        return new Mistake(
                places.of(pointer),
                Places.dotted(pointer) + " lacks the key " + key,
                Wording.seen(value),
                Wording.allowed(owner),
                "add " + key + ": " + example);
    }

    private Mistake gate(Place place, String name, String rule, JsonNode owner) {
        String first = rule.strip().split("\\s+", 2)[0].replaceFirst("^stage\\.", "");
        List<String> metrics =
                new ArrayList<>(Wording.values(schema.part("/$defs/metric").path("enum")));
        List<String> rates = Wording.values(schema.part("/$defs/rate").path("enum"));
        List<String> all = new ArrayList<>(metrics);
        all.addAll(rates);
        if (!all.contains(first)) {
            String todo = Nearest.to(first, all)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("write a rule such as " + Wording.list(Wording.values(owner.path("examples"))));
            return new Mistake(
                    place, name + " speaks of no known metric", Wording.quoted(rule), Wording.list(all), todo);
        }
        String form = rates.contains(first)
                ? first + " <= NUMBER %"
                : first + " p95 < NUMBER ms (or another percentile, or s), or " + first + " p95 regresses < NUMBER %";
        return new Mistake(
                place,
                name + " is not a rule",
                Wording.quoted(rule),
                form,
                "write a rule such as " + (rates.contains(first) ? first + " <= 1 %" : first + " p95 < 1500 ms"));
    }

    private static String meant(String seen, List<String> known, JsonNode owner) {
        Optional<String> near = Nearest.to(seen, known);
        return near.map(name -> "did you mean " + name + "?").orElseGet(() -> example(owner));
    }

    private static List<String> stepNames(JsonNode step) {
        List<String> names = new ArrayList<>(Wording.names(step.path("properties")));
        names.addAll(Wording.values(step.path("then").path("enum")));
        return names;
    }

    private static String example(JsonNode schema) {
        for (JsonNode candidate : List.of(
                schema.path("examples").path(0),
                schema.path("default"),
                schema.path("enum").path(0))) {
            boolean telling =
                    !candidate.isMissingNode() && !candidate.asText("x").isEmpty();
            if (telling) {
                return "write something like " + json(candidate);
            }
        }
        return "correct the value";
    }

    /** JSON with spaces, which reads as YAML's flow style. */
    private static String json(JsonNode value) {
        return value.isTextual()
                ? value.textValue()
                : value.toString().replace("\"", "").replace(":", ": ").replace(",", ", ");
    }

    private static List<String> allowedNames(Error error) {
        JsonNode node = error.getSchemaNode();
        return Wording.values(node.isArray() ? node : node.path("enum"));
    }

    private static String property(Error error) {
        String property = error.getProperty();
        return property == null ? error.getInstanceNode().asText() : property;
    }

    private static String pointer(Error error) {
        return error.getInstanceLocation().toString();
    }

    /** The part of the schema that describes the value: where the keyword stands, out of its conditions. */
    private static String owner(Error error) {
        String at = error.getSchemaLocation().getFragment().toString();
        String owner = at.substring(0, at.lastIndexOf('/'));
        return owner.replaceAll("(/allOf/[0-9]+)?(/then|/else)?(/propertyNames)?$", "");
    }
}
