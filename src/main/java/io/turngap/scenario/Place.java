package io.turngap.scenario;

/**
 * Where something was written.
 *
 * @param source a file, or an option such as {@code --set calls=0}
 * @param line line in the file, from 1; 0 when {@code source} is an option or a file as a whole
 * @param column column in the line, in characters, from 1; 0 when there is none
 */
public record Place(String source, int line, int column) {

    /** An option, or a file as a whole. */
    static Place of(String source) {
        return new Place(source, 0, 0);
    }

    /** {@code file:line:column}, as editors and terminals understand it, or the option. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
