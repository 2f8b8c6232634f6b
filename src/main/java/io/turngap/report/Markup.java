package io.turngap.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML and SVG. Tag and attribute names come from the code; every text and every attribute value is escaped on its way in, so that
 * no caller can forget to. Attributes are pairs of name and value.
 */
final class Markup {

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element. */
    Markup open(String tag, String... attributes) {
        start(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** Closes the element that was opened last. */
    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Closes the element that was opened last, which must be a {@code tag}: keeps far ends honest. */
    Markup close(String tag) {
        if (!tag.equals(open.peek())) {
            throw new IllegalStateException("closing <" + tag + "> where <" + open.peek() + "> is open");
        }
        return close().line();
    }

    /** An element that holds text only. */
    Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** An SVG element without content. */
    Markup shape(String tag, String... attributes) {
        start(tag, attributes).append("/>");
        return this;
    }

    /** An SVG element with a hover title. */
    Markup titled(String tag, String title, String... attributes) {
        return open(tag, attributes).element("title", title).close();
    }

    /** Text. */
    Markup text(String text) {
        out.append(Clean.html(text));
        return this;
    }

    /** What another Markup wrote. */
    Markup add(Markup other) {
        other.requireClosed();
        out.append(other.out);
        return this;
    }

    /** A line break in the source, for people who read it. */
    Markup line() {
        out.append('\n');
        return this;
    }

    /** Text of this program itself, written as it stands: styles and scripts only. */
    Markup trusted(String source) {
        out.append(source);
        return this;
    }

    /**
     * An element with one long attribute, such as a path or a data URI: not cut, and so refused when it holds anything but plain characters.
     */
    Markup bulky(String tag, String name, String value, String... attributes) {
        start(tag, attributes);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '&' || c == '<' || c == '>' || c > '~') {
                throw new IllegalArgumentException("character " + (int) c + " in " + name + " of <" + tag + ">");
            }
        }
        out.append(' ')
                .append(name)
                .append("=\"")
                .append(value)
                .append("\"></")
                .append(tag)
                .append('>');
        return this;
    }

    private StringBuilder start(String tag, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attributes of <" + tag + "> are not pairs");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(Clean.html(attributes[i + 1]))
                    .append('"');
        }
        return out;
    }

    private void requireClosed() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("<" + open.peek() + "> is still open");
        }
    }

    /** The markup; all elements must be closed. */
    @Override
    public String toString() {
        requireClosed();
        return out.toString();
    }
}
