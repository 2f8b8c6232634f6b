package io.turngap.scenario;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a plain YAML scalar is, by the core schema of YAML 1.2 (section 10.3.2, decimal numbers only): {@code no} and {@code off} are
 * text, {@code 1:30} is no number.
 */
final class CoreResolver extends Resolver {
    private static final Pattern NULL = Pattern.compile("^(?:~|null|Null|NULL| )$");
    private static final Pattern EMPTY = Pattern.compile("^$");
    private static final Pattern BOOL = Pattern.compile("^(?:true|True|TRUE|false|False|FALSE)$");
    private static final Pattern INT = Pattern.compile("^[-+]?[0-9]{1,300}$");
    private static final Pattern FLOAT =
            Pattern.compile("^[-+]?(?:\\.[0-9]{1,300}|[0-9]{1,300}(?:\\.[0-9]{0,300})?)(?:[eE][-+]?[0-9]{1,3})?$");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, BOOL, "tTfF");
        addImplicitResolver(Tag.INT, INT, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
        addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        addImplicitResolver(Tag.NULL, EMPTY, null);
    }
}
