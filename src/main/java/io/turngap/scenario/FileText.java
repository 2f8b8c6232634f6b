package io.turngap.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text file of a user's: bounded, UTF-8, and with an error that says what is wrong with it. */
final class FileText {
    /** Largest file that is read, bytes. */
    static final int MOST_BYTES = 1 << 20;

    private FileText() {}

    /** The text without a byte order mark. */
    static String read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw mistake(name, "not a file", "a directory", "a YAML file", "name a file in it");
        }
        if (!Files.exists(file)) {
            throw mistake(
                    name,
                    "no such file",
                    "nothing",
                    "a YAML file",
                    "check the path, or write a first scenario with: turngap init");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw mistake(
                    name,
                    "cannot be read",
                    String.valueOf(e.getMessage()),
                    "a readable YAML file",
                    "check its permissions");
        }
        if (bytes.length > MOST_BYTES) {
            throw mistake(
                    name,
                    "too large for a scenario",
                    "more than " + MOST_BYTES + " bytes",
                    "at most " + MOST_BYTES + " bytes",
                    "check that this is the file you meant");
        }
        return decode(name, bytes);
    }

    private static String decode(String name, byte[] bytes) {
        if (bytes.length >= 2 && (starts(bytes, 0xFF, 0xFE) || starts(bytes, 0xFE, 0xFF))) {
            throw mistake(name, "not UTF-8 text", "UTF-16 text", "UTF-8", "save the file as UTF-8");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ScenarioException(new Mistake(
                    end(name, text),
                    "not UTF-8 text",
                    String.format("byte 0x%02X", bytes[in.position()] & 0xff),
                    "UTF-8",
                    "save the file as UTF-8"));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean starts(byte[] bytes, int first, int second) {
        return (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** The place just after {@code before}. */
    static Place end(String name, String before) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < before.length(); i++) {
            if (before.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Place(name, line, before.codePointCount(lineStart, before.length()) + 1);
    }

    private static ScenarioException mistake(String name, String what, String seen, String allowed, String todo) {
        return new ScenarioException(new Mistake(Place.of(name), what, seen, allowed, todo));
    }
}
