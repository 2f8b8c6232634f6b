package io.turngap.scenario;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Options that say when calls start; with a rate or a trace they take the place of the file's {@code load}, {@code concurrency} and {@code
 * ramp_ms}, and of its {@code calls}, too, where they say when the schedule ends.
 *
 * @param rate {@code --rate}, such as {@code 2/s}
 * @param length {@code --for}, such as {@code 5m}: how long the rate is held
 * @param ramp {@code --ramp}, such as {@code 30s}: how long the rate rises before; with {@code --concurrency} over how long the first calls
 *     start
 * @param trace {@code --arrivals}: a CSV file of starts
 */
public record LoadOptions(Optional<String> rate, Optional<String> length, Optional<String> ramp, Optional<Path> trace) {

    /** None of them. */
    public static final LoadOptions NONE =
            new LoadOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** True where calls come by a schedule of these options. */
    boolean isOpen() {
        return rate.isPresent() || trace.isPresent();
    }

    /** What of these, or of {@code --concurrency} beside them, cannot be meant together. */
    Optional<Mistake> contradiction(Overrides overrides) {
        boolean closed = overrides.concurrency().isPresent();
        if (isOpen() && closed) {
            return Optional.of(mistake(
                    (rate.isPresent() ? "--rate" : "--arrivals") + " beside --concurrency",
                    "calls that come on their own and calls that wait for room",
                    "one of the two, since calls that come by a schedule ask nobody how many there are",
                    "remove one"));
        }
        if (rate.isPresent() && trace.isPresent()) {
            return Optional.of(mistake(
                    "--rate beside --arrivals",
                    rate.get() + " and " + trace.get().getFileName(),
                    "one schedule",
                    "remove one"));
        }
        if (length.isPresent() && rate.isEmpty()) {
            return Optional.of(mistake(
                    "--for without --rate",
                    length.get(),
                    "how long a rate is held",
                    "add --rate 2/s, or give --calls for a number of calls"));
        }
        if (ramp.isPresent() && rate.isEmpty() && !closed) {
            return Optional.of(mistake(
                    "--ramp without --rate or --concurrency",
                    ramp.get(),
                    "how long it takes to come to a rate, or to so many calls at once",
                    "add --rate 2/s or --concurrency 50"));
        }
        if (closed && ramp.isPresent() && !Quantity.isTime(ramp.get())) {
            return Optional.of(new Mistake(
                    Place.of("--ramp " + ramp.get()),
                    "not a time",
                    Wording.quoted(ramp.get()),
                    "a number with ms, s, m or h",
                    "write it like --ramp 30s"));
        }
        return Optional.empty();
    }

    private static Mistake mistake(String option, String seen, String allowed, String todo) {
        return new Mistake(Place.of(option), "options that do not go together", seen, allowed, todo);
    }
}
