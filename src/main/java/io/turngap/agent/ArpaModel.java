package io.turngap.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes a {@link LanguageModel} as an ARPA file, which other recognisers read. Exactly the same model: the interpolation after Witten and
 * Bell gives an n-gram that was never seen its history's weight {@code T(h) / (c(h) + T(h))} times the probability after a shorter
 * history, which is what ARPA calls a back-off weight.
 */
final class ArpaModel {

    /** What ARPA files give a sentence's start as a word to be foreseen: never. Decimal logarithm. */
    private static final double NEVER = -99;

    private ArpaModel() {}

    /** Writes {@code model} to {@code file}. */
    static void write(LanguageModel model, Path file) {
        List<String> words = model.words();
        List<List<int[]>> grams = List.of(model.seen(1), model.seen(2), model.seen(3));
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("\\data\\\n");
            out.write("ngram 1=" + words.size() + "\n");
            out.write("ngram 2=" + grams.get(1).size() + "\n");
            out.write("ngram 3=" + grams.get(2).size() + "\n");
            out.write("\n\\1-grams:\n");
            for (int word = 0; word < words.size(); word++) {
                boolean start = words.get(word).equals(LanguageModel.START);
                double probability =
                        start ? NEVER : Math.log10(model.probability(LanguageModel.NONE, LanguageModel.NONE, word));
                line(out, probability, words.get(word), model.backOff(LanguageModel.NONE, word));
            }
            out.write("\n\\2-grams:\n");
            for (int[] gram : grams.get(1)) {
                double probability = Math.log10(model.probability(LanguageModel.NONE, gram[0], gram[1]));
                line(out, probability, words.get(gram[0]) + " " + words.get(gram[1]), model.backOff(gram[0], gram[1]));
            }
            out.write("\n\\3-grams:\n");
            for (int[] gram : grams.get(2)) {
                double probability = Math.log10(model.probability(gram[0], gram[1], gram[2]));
                String text = words.get(gram[0]) + " " + words.get(gram[1]) + " " + words.get(gram[2]);
                out.write(String.format(Locale.ROOT, "%.6f\t%s\n", probability, text));
            }
            out.write("\n\\end\\\n");
        } catch (IOException cause) {
            throw new UncheckedIOException("speech recognition: cannot write its language model to " + file, cause);
        }
    }

    private static void line(Writer out, double probability, String words, double backOff) throws IOException {
        out.write(String.format(Locale.ROOT, "%.6f\t%s\t%.6f\n", probability, words, Math.log10(backOff)));
    }
}
