package io.turngap.link;

import java.util.Locale;
import java.util.Optional;

/**
 * What agents call formats of sound: {@code linear16}, {@code pcm_16000}, {@code ulaw_8000}, {@code audio/pcm;rate=24000}, {@code g711_alaw},
 * {@code audio/x-mulaw}. Where a name has no rate, G.711 has 8 kHz and PCM the rate that was known before.
 */
final class SoundNames {

    private SoundNames() {}

    /** The format of that name; empty when it is none that is spoken here. */
    static Optional<SoundFormat> of(String name, int usualRateHz) {
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<SoundFormat.Encoding> encoding = encoding(lower);
        if (encoding.isEmpty()) {
            return Optional.empty();
        }
        int rateHz = rate(lower);
        if (rateHz == 0) {
            rateHz = encoding.get() == SoundFormat.Encoding.PCM ? usualRateHz : 8_000;
        }
        try {
            return Optional.of(new SoundFormat(encoding.get(), rateHz));
        } catch (LinkException e) {
            return Optional.empty();
        }
    }

    private static Optional<SoundFormat.Encoding> encoding(String name) {
        if (name.contains("ulaw") || name.contains("mulaw") || name.contains("mu-law") || name.contains("pcmu")) {
            return Optional.of(SoundFormat.Encoding.MULAW);
        }
        if (name.contains("alaw") || name.contains("a-law") || name.contains("pcma")) {
            return Optional.of(SoundFormat.Encoding.ALAW);
        }
        boolean other =
                name.contains("f32") || name.contains("s16be") || name.contains("pcm8") || name.contains("24le");
        boolean linear =
                name.contains("pcm") || name.contains("linear16") || name.contains("s16le") || name.contains("l16");
        return linear && !other ? Optional.of(SoundFormat.Encoding.PCM) : Optional.empty();
    }

    /** The last run of at least four digits, which no name of an encoding has; 0 when there is none. */
    private static int rate(String name) {
        int end = name.length();
        while (end > 0) {
            while (end > 0 && !digit(name.charAt(end - 1))) {
                end--;
            }
            int from = end;
            while (from > 0 && digit(name.charAt(from - 1))) {
                from--;
            }
            if (end - from >= 4) {
                return end - from <= 6 ? Integer.parseInt(name, from, end, 10) : -1;
            }
            end = from;
        }
        return 0;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
