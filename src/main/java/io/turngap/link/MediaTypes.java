package io.turngap.link;

import java.util.Locale;
import java.util.Optional;

/** Sound formats as telephone providers write them, such as {@code audio/x-mulaw;rate=8000}. */
final class MediaTypes {

    private static final String RATE = "rate=";

    private MediaTypes() {}

    /**
     * The format of a media type.
     *
     * @param otherwiseHz the rate where the type names none
     * @return empty where it is none that is spoken here
     */
    static Optional<SoundFormat> parse(String type, int otherwiseHz) {
        String text = type.toLowerCase(Locale.ROOT).replace(" ", "");
        int semicolon = text.indexOf(';');
        String base = semicolon < 0 ? text : text.substring(0, semicolon);
        int rateHz = otherwiseHz;
        int rate = text.indexOf(RATE, Math.max(0, semicolon));
        if (rate >= 0) {
            try {
                rateHz = Integer.parseInt(text, rate + RATE.length(), text.length(), 10);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return switch (base) {
            case "audio/x-mulaw", "audio/mulaw", "audio/pcmu", "audio/basic" ->
                rateHz == 8_000 ? Optional.of(SoundFormat.MULAW_8K) : Optional.empty();
            case "audio/x-alaw", "audio/alaw", "audio/pcma" ->
                rateHz == 8_000 ? Optional.of(SoundFormat.ALAW_8K) : Optional.empty();
            case "audio/x-l16", "audio/l16" ->
                rateHz == 8_000 || rateHz == 16_000 || rateHz == 24_000
                        ? Optional.of(SoundFormat.pcm(rateHz))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
