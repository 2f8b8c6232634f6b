package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns one composed YAML document into a JSON tree; the bounds hold after aliases are followed, so that no alias can blow them up. */
final class YamlTree {
    private final String source;
    private final Places places;
    private final List<Mistake> mistakes;
    private int nodes;

    YamlTree(String source, Places places, List<Mistake> mistakes) {
        this.source = source;
        this.places = places;
        this.mistakes = mistakes;
    }

    JsonNode convert(Node root) {
        return convert(root, "", 0);
    }

    private JsonNode convert(Node node, String pointer, int depth) {
        Place place = YamlReader.place(source, node.getStartMark());
        nodes++;
        if (nodes > YamlReader.MOST_NODES || depth > YamlReader.MOST_DEPTH) {
            throw new ScenarioException(new Mistake(
                    place,
                    "YAML beyond its bounds once aliases are followed",
                    depth > YamlReader.MOST_DEPTH ? depth + " levels" : nodes + " values",
                    "at most " + YamlReader.MOST_DEPTH + " levels and " + YamlReader.MOST_NODES + " values",
                    "use fewer aliases (*name)"));
        }
        places.value(pointer, place);
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, pointer, depth);
            case SequenceNode sequence -> sequence(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar, place);
            default -> throw new IllegalStateException("a YAML node of kind " + node.getNodeId());
        };
    }

    private JsonNode mapping(MappingNode mapping, String pointer, int depth) {
        tag(mapping, Tag.MAP);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = YamlReader.place(source, tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(new Mistake(
                        place,
                        "a key that is not text",
                        tuple.getKeyNode() instanceof MappingNode ? "a mapping" : "a list",
                        "text as key",
                        "put what stands in braces or brackets into quotes, if it is meant as text"));
                continue;
            }
            String name = key.getValue();
            String below = Places.below(pointer, name);
            if (object.has(name)) {
                mistakes.add(new Mistake(
                        place,
                        Places.dotted(below) + " is there twice",
                        Wording.quoted(name) + " again, first at " + places.ofKey(below),
                        "each key once",
                        "remove one of them"));
                continue;
            }
            places.key(below, place);
            object.set(name, convert(tuple.getValueNode(), below, depth + 1));
        }
        return object;
    }

    private JsonNode sequence(SequenceNode sequence, String pointer, int depth) {
        tag(sequence, Tag.SEQ);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Node item : sequence.getValue()) {
            array.add(convert(item, Places.below(pointer, String.valueOf(array.size())), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, Place place) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return NullNode.instance;
            } else if (tag.equals(Tag.BOOL)) {
                return BooleanNode.valueOf(text.toLowerCase(Locale.ROOT).equals("true"));
            } else if (tag.equals(Tag.INT)) {
                return integer(text.startsWith("+") ? text.substring(1) : text);
            } else if (tag.equals(Tag.FLOAT)) {
                return number(Double.parseDouble(text));
            }
        } catch (NumberFormatException e) {
            mistakes.add(new Mistake(
                    place,
                    "not a number",
                    Wording.quoted(text),
                    "a decimal number",
                    "remove the tag " + tag.getValue()));
            return NullNode.instance;
        }
        tag(scalar, Tag.STR);
        return TextNode.valueOf(text);
    }

    private static JsonNode integer(String text) {
        BigInteger value = new BigInteger(text);
        return value.bitLength() < Long.SIZE ? LongNode.valueOf(value.longValue()) : BigIntegerNode.valueOf(value);
    }

    /** A whole number stays one however it is written, so that 5.0 and 5 have one digest. */
    private static JsonNode number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? LongNode.valueOf((long) value) : DoubleNode.valueOf(value);
    }

    private void tag(Node node, Tag expected) {
        if (!node.getTag().equals(expected)) {
            mistakes.add(new Mistake(
                    YamlReader.place(source, node.getStartMark()),
                    "a YAML tag that is not known here",
                    node.getTag().getValue(),
                    "no tag",
                    "remove the tag"));
        }
    }
}
