package io.turngap.scenario;

/**
 * One mistake of a user's.
 *
 * @param place where it stands
 * @param what what is wrong
 * @param seen the value seen, ready for print
 * @param allowed what is allowed
 * @param todo what to do
 */
public record Mistake(Place place, String what, String seen, String allowed, String todo) {

    /** One line: {@code file:line:column: what; seen …; allowed: …; …}. */
    @Override
    public String toString() {
        return place + ": " + what + "; seen: " + seen + "; allowed: " + allowed + "; " + todo;
    }
}
