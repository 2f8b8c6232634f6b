package io.turngap.agent;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * BERT's uncased tokeniser: lower case, accents off, punctuation apart, and each word cut greedily into the longest pieces that the
 * vocabulary has, those after the first marked {@code ##}. A word that cannot be cut is {@code [UNK]}.
 *
 * <p>After "BERT: Pre-training of Deep Bidirectional Transformers" (Devlin et al. 2019) and its reference code, {@code tokenization.py}.
 */
final class WordPieces {

    /** Longest word that is cut; the reference's bound. */
    private static final int MOST_WORD_CHARS = 100;

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int first;
    private final int last;

    WordPieces(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        this.unknown = vocabulary.getOrDefault("[UNK]", 0);
        this.first = vocabulary.getOrDefault("[CLS]", 0);
        this.last = vocabulary.getOrDefault("[SEP]", 0);
    }

    /** From the {@code model.vocab} of a {@code tokenizer.json}. */
    static WordPieces read(InputStream json) throws IOException {
        Map<String, Integer> vocabulary = new HashMap<>(60_000);
        try (JsonParser parser = new ObjectMapper().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("vocab")) {
                    parser.nextToken();
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String piece = parser.currentName();
                        vocabulary.put(piece, parser.nextIntValue(0));
                    }
                    break;
                }
            }
        }
        if (!vocabulary.containsKey("[UNK]") || !vocabulary.containsKey("[CLS]") || !vocabulary.containsKey("[SEP]")) {
            throw new IOException("no vocabulary in it; a tokenizer.json with model.vocab is expected");
        }
        return new WordPieces(vocabulary);
    }

    /** Numbers of the pieces of {@code text} between {@code [CLS]} and {@code [SEP]}; at most {@code most} in all. */
    long[] ids(String text, int most) {
        long[] ids = new long[most];
        int count = 0;
        ids[count++] = first;
        for (String word : words(text)) {
            if (word.isEmpty()) {
                continue;
            }
            int start = count;
            int from = word.length() > MOST_WORD_CHARS ? -1 : 0;
            while (from >= 0 && from < word.length() && count < most - 1) {
                int to = word.length();
                Integer piece = null;
                for (; to > from; to--) {
                    piece = vocabulary.get((from == 0 ? "" : "##") + word.substring(from, to));
                    if (piece != null) {
                        break;
                    }
                }
                if (piece == null) {
                    from = -1;
                } else {
                    ids[count++] = piece;
                    from = to;
                }
            }
            if (from < 0) {
                count = start;
                if (count < most - 1) {
                    ids[count++] = unknown;
                }
            }
        }
        ids[count++] = last;
        return Arrays.copyOf(ids, count);
    }

    private static String[] words(String text) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder spaced = new StringBuilder(plain.length() + 16);
        plain.codePoints().forEach(c -> {
            if (Character.isWhitespace(c)) {
                spaced.append(' ');
            } else if (isPunctuation(c)) {
                spaced.append(' ').appendCodePoint(c).append(' ');
            } else if (Character.getType(c) != Character.NON_SPACING_MARK && !Character.isISOControl(c)) {
                spaced.appendCodePoint(c);
            }
        });
        return spaced.toString().split(" ");
    }

    private static boolean isPunctuation(int c) {
        boolean ascii = c >= 33 && c <= 47 || c >= 58 && c <= 64 || c >= 91 && c <= 96 || c >= 123 && c <= 126;
        return ascii
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }
}
