package io.turngap.gate;

import io.turngap.measure.Share;
import io.turngap.measure.Stage;
import io.turngap.scenario.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one rule, word by word, and says where it stops making sense. */
final class RuleParser {

    private static final Pattern WORDS =
            Pattern.compile("<=|>=|<|>|%|[0-9]+(?:\\.[0-9]+)?|[A-Za-z_][A-Za-z0-9_.]*|\\S");
    private static final Pattern PERCENTILE = Pattern.compile("[pP]([0-9]{1,2}(?:\\.[0-9]{1,3})?)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");
    private static final String STAGE_PREFIX = "stage.";
    private static final int LONGEST = 200;
    private static final double LARGEST_MS = 600_000;

    private record Word(String text, int column) {}

    private final String rule;
    private final List<Word> words = new ArrayList<>();
    private int next;

    RuleParser(String rule) {
        this.rule = rule;
    }

    Rule parse() {
        if (rule.isBlank() || rule.length() > LONGEST) {
            throw new RuleException(
                    "A gate has " + rule.length() + " characters; 1 to " + LONGEST
                            + " are allowed. Write one such as: ttfa p95 < 800 ms",
                    1);
        }
        Matcher matcher = WORDS.matcher(rule);
        while (matcher.find()) {
            words.add(new Word(matcher.group(), matcher.start() + 1));
        }
        Word name = take("the name of a metric, stage or rate");
        boolean prefixed = name.text().startsWith(STAGE_PREFIX);
        String metric = prefixed ? name.text().substring(STAGE_PREFIX.length()) : name.text();
        boolean stage = Stage.of(metric).isPresent();
        if (!(prefixed ? stage : Rule.names().contains(metric))) {
            throw unknownName(name, metric, prefixed ? Stage.names() : Rule.names());
        }
        boolean rate = !stage && Share.NAMES.contains(metric);
        double p = rate ? 0 : percentile();
        boolean regresses = next < words.size() && words.get(next).text().equals("regresses");
        next += regresses ? 1 : 0;
        boolean atLeast = rate && !regresses && Share.moreIsBetter(metric);
        boolean inclusive = comparison(rate, regresses, atLeast).endsWith("=");
        Word number = take("a number");
        if (!NUMBER.matcher(number.text()).matches()) {
            throw wrong(number, "a number such as 800");
        }
        double limit = Double.parseDouble(number.text());
        Word unit = take(rate || regresses ? "%" : "ms or s");
        limit = inUnit(limit, number, unit, rate || regresses);
        if (next < words.size()) {
            throw wrong(words.get(next), "the end of the rule");
        }
        if (atLeast && limit == 100 && !inclusive) {
            throw wrong(number, "less than 100 after >, since no rate is above 100; for all of them write >= 100 %");
        }
        if (rate && !regresses && !atLeast && limit == 0 && !inclusive) {
            throw wrong(number, "more than 0 after <, since no rate is below 0; for none at all write <= 0 %");
        }
        Rule.Kind kind = regresses ? Rule.Kind.REGRESSION : rate ? Rule.Kind.RATE : Rule.Kind.LIMIT;
        return new Rule(rule.strip(), kind, metric, stage, p, inclusive, limit, rate || regresses ? "%" : "ms");
    }

    private double percentile() {
        Word word = take("a percentile such as p95");
        // The pattern of words ends a name at nothing but a space or a sign, so p99.9 is one word.
        Matcher matcher = PERCENTILE.matcher(word.text());
        double p = matcher.matches() ? Double.parseDouble(matcher.group(1)) / 100 : 0;
        if (!(p > 0)) {
            throw wrong(word, "a percentile from p1 to p99.999, such as p95");
        }
        return p;
    }

    private String comparison(boolean rate, boolean regresses, boolean atLeast) {
        if (atLeast) {
            Word word = take(">= or >");
            if (!word.text().equals(">=") && !word.text().equals(">")) {
                throw wrong(word, ">=, > or regresses, since more of it is better");
            }
            return word.text();
        }
        Word word = take("< or <=");
        if (!word.text().equals("<") && !word.text().equals("<=")) {
            if (rate && PERCENTILE.matcher(word.text()).matches()) {
                throw wrong(word, "< or <=; a rate has no percentile");
            }
            throw wrong(word, regresses || rate ? "< or <=" : "<, <= or regresses");
        }
        return word.text();
    }

    private double inUnit(double limit, Word number, Word unit, boolean percent) {
        double value = switch (unit.text()) {
            case "%" -> percent ? limit : Double.NaN;
            case "ms" -> percent ? Double.NaN : limit;
            case "s" -> percent ? Double.NaN : limit * 1000;
            default -> Double.NaN;
        };
        if (Double.isNaN(value)) {
            throw wrong(unit, percent ? "%" : "ms or s");
        }
        double most = percent ? 100 : LARGEST_MS;
        if (value > most) {
            throw wrong(number, percent ? "0 to 100 %" : "0 to 600000 ms (10 minutes)");
        }
        return value;
    }

    private Word take(String expected) {
        if (next == words.size()) {
            throw new RuleException(
                    "The gate '" + rule + "' ends too early, at column " + (rule.length() + 1) + "; expected is "
                            + expected + ". Write it such as: ttfa p95 < 800 ms, or: missed <= 1 %",
                    rule.length() + 1);
        }
        return words.get(next++);
    }

    private RuleException wrong(Word word, String expected) {
        return new RuleException(
                "The gate '" + rule + "' has '" + word.text() + "' at column " + word.column() + "; allowed is "
                        + expected + ". Write it such as: ttfa p95 < 800 ms, or: missed <= 1 %",
                word.column());
    }

    private RuleException unknownName(Word word, String metric, List<String> allowed) {
        Optional<String> nearest = Nearest.to(metric, allowed);
        return new RuleException(
                "The gate '" + rule + "' has the unknown name '" + word.text() + "' at column " + word.column()
                        + "; allowed are " + String.join(", ", allowed) + ". "
                        + nearest.map(name -> "Did you mean " + name + "?").orElse("Use one of these."),
                word.column());
    }
}
