package io.turngap.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into a tree and notes where each key and value stands. One document of at most {@value #MOST_NODES} nodes, {@value
 * #MOST_DEPTH} deep, aliases counted at each use; plain scalars as {@link CoreResolver} has them.
 */
final class YamlReader {
    static final int MOST_DEPTH = 50;
    static final int MOST_NODES = 50_000;
    private static final int MOST_ALIASES = 200;

    /**
     * What was read.
     *
     * @param mistakes what is wrong and did not prevent reading on, such as duplicate keys
     */
    record Yaml(JsonNode root, Places places, List<Mistake> mistakes) {}

    private YamlReader() {}

    /** Reads a file's text. An empty document is a mistake. */
    static Yaml read(String source, String text) {
        return read(
                source,
                text,
                "a mapping with at least the keys scenario and script",
                "write a first scenario with: turngap init");
    }

    /** As {@link #read(String, String)}, of what is no scenario: what is allowed, and what to do, where nothing is in it. */
    static Yaml read(String source, String text, String allowed, String todo) {
        Node node = compose(source, text);
        if (node == null) {
            throw new ScenarioException(new Mistake(
                    new Place(source, 1, 1),
                    "nothing in it",
                    text.isBlank() ? "an empty file" : "only comments",
                    allowed,
                    todo));
        }
        Places places = new Places(source);
        List<Mistake> mistakes = new ArrayList<>();
        JsonNode root = new YamlTree(source, places, mistakes).convert(node);
        return new Yaml(root, places, mistakes);
    }

    /** Reads the value of an option; nothing at all is empty text. */
    static JsonNode value(String option, String text) {
        Node node;
        try {
            node = compose(option, text);
        } catch (ScenarioException e) {
            throw new ScenarioException(e.mistakes().stream()
                    .map(m -> new Mistake(Place.of(option), m.what(), m.seen(), m.allowed(), m.todo()))
                    .toList());
        }
        if (node == null) {
            return TextNode.valueOf("");
        }
        List<Mistake> mistakes = new ArrayList<>();
        JsonNode value = new YamlTree(option, new Places(option), mistakes).convert(node);
        if (!mistakes.isEmpty()) {
            throw new ScenarioException(mistakes.stream()
                    .map(m -> new Mistake(Place.of(option), m.what(), m.seen(), m.allowed(), m.todo()))
                    .toList());
        }
        return value;
    }

    private static @Nullable Node compose(String source, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(2 * MOST_DEPTH); // so that YamlTree, which knows the place, finds most of them
        options.setCodePointLimit(FileText.MOST_BYTES);
        try {
            return new Composer(new ParserImpl(new StreamReader(text), options), new CoreResolver(), options)
                    .getSingleNode();
        } catch (MarkedYAMLException e) {
            throw new ScenarioException(syntax(source, text, e));
        } catch (ReaderException e) {
            int end = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.codePointCount(0, text.length())));
            throw new ScenarioException(new Mistake(
                    FileText.end(source, text.substring(0, end)),
                    "a character that YAML does not allow",
                    String.format(Locale.ROOT, "U+%04X", e.getCodePoint()),
                    "printable text",
                    "remove the character"));
        } catch (YAMLException e) {
            throw new ScenarioException(new Mistake(
                    Place.of(source),
                    "YAML beyond its bounds",
                    oneLine(e.getMessage()),
                    "at most " + MOST_DEPTH + " levels and " + MOST_ALIASES + " aliases",
                    "write it flatter, with fewer aliases"));
        }
    }

    private static Mistake syntax(String source, String text, MarkedYAMLException e) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        Place place = mark == null ? Place.of(source) : place(source, mark);
        String problem = oneLine(e.getProblem());
        if (problem.contains("(TAB)")) {
            return new Mistake(place, "a tab where YAML wants spaces", "a tab", "spaces", "indent with spaces");
        }
        if (problem.contains("but found another document")) {
            return new Mistake(
                    place,
                    "more than one YAML document",
                    "a second ---",
                    "one scenario a file",
                    "put it into a file of its own");
        }
        String context = e.getContext() == null ? "" : oneLine(e.getContext()) + ": ";
        return new Mistake(
                place,
                "not valid YAML",
                context + problem + " at " + line(text, place),
                "YAML 1.2",
                "check indentation, colons and quotes on this line and the one before");
    }

    private static String line(String text, Place place) {
        return text.lines()
                .skip(Math.max(0, place.line() - 1))
                .findFirst()
                .map(line -> Wording.quoted(line.strip()))
                .orElse("the end of the text");
    }

    static Place place(String source, Mark mark) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s+", " ");
    }
}
