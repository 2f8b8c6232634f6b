package io.turngap.agent;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The functions of Pocketsphinx (CMU, BSD-style) that a decoder needs, from the libraries that Debian calls {@code libpocketsphinx3}. A
 * decoder is one thread's at a time; different decoders know nothing of each other.
 */
final class Pocketsphinx {

    static final String LIBRARY = "libpocketsphinx.so.3";
    static final String BASE_LIBRARY = "libsphinxbase.so.3";

    private static final Path MODELS = Path.of("/usr/share/pocketsphinx/model/en-us");
    static final Path ACOUSTIC_MODEL = MODELS.resolve("en-us");
    static final Path DICTIONARY = MODELS.resolve("cmudict-en-us.dict");

    /** Coefficients of a cepstrum, of which the channel's mean is taken. */
    static final int CEPSTRUM = 13;

    // Field cmn_struct of feat_t (sphinxbase 5prealpha), on a machine of 64 bits.
    private static final long FEATURES_CMN = 88;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final long MOST_TEXT_BYTES = 1 << 16;

    private final NativeLibrary base;
    private final NativeLibrary library;
    private final MethodHandle parse;
    private final MethodHandle arguments;
    private final MethodHandle init;
    private final MethodHandle free;
    private final MethodHandle startStream;
    private final MethodHandle startUtterance;
    private final MethodHandle process;
    private final MethodHandle endUtterance;
    private final MethodHandle hypothesis;
    private final MethodHandle posterior;
    private final MethodHandle logarithms;
    private final MethodHandle exponential;
    private final MethodHandle features;
    private final MethodHandle setMean;
    private final MethodHandle getMean;

    private Pocketsphinx(NativeLibrary base, NativeLibrary library) {
        this.base = base;
        this.library = library;
        parse = base("cmd_ln_parse_r", FunctionDescriptor.of(POINTER, POINTER, POINTER, INT, POINTER, INT));
        arguments = ps("ps_args", FunctionDescriptor.of(POINTER));
        init = ps("ps_init", FunctionDescriptor.of(POINTER, POINTER));
        free = ps("ps_free", FunctionDescriptor.of(INT, POINTER));
        startStream = ps("ps_start_stream", FunctionDescriptor.of(INT, POINTER));
        startUtterance = ps("ps_start_utt", FunctionDescriptor.of(INT, POINTER));
        process = ps("ps_process_raw", FunctionDescriptor.of(INT, POINTER, POINTER, ValueLayout.JAVA_LONG, INT, INT));
        endUtterance = ps("ps_end_utt", FunctionDescriptor.of(INT, POINTER));
        hypothesis = ps("ps_get_hyp", FunctionDescriptor.of(POINTER, POINTER, POINTER));
        posterior = ps("ps_get_prob", FunctionDescriptor.of(INT, POINTER));
        logarithms = ps("ps_get_logmath", FunctionDescriptor.of(POINTER, POINTER));
        exponential = base("logmath_exp", FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, POINTER, INT));
        features = ps(
                "ps_get_feat",
                FunctionDescriptor.of(
                        POINTER.withTargetLayout(
                                java.lang.foreign.MemoryLayout.sequenceLayout(128, ValueLayout.JAVA_BYTE)),
                        POINTER));
        setMean = base("cmn_live_set", FunctionDescriptor.ofVoid(POINTER, POINTER));
        getMean = base("cmn_live_get", FunctionDescriptor.ofVoid(POINTER, POINTER));
        try {
            // It logs what it loads and how it searches, to the console.
            base("err_set_logfp", FunctionDescriptor.ofVoid(POINTER)).invokeExact(MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw NativeLibrary.unexpected("err_set_logfp", thrown);
        }
    }

    /** The library; empty where it is not installed. */
    static Optional<Pocketsphinx> load() {
        return NativeLibrary.find(BASE_LIBRARY)
                .flatMap(base -> NativeLibrary.find(LIBRARY).map(library -> new Pocketsphinx(base, library)));
    }

    private MethodHandle base(String function, FunctionDescriptor shape) {
        return base.function(function, shape);
    }

    private MethodHandle ps(String function, FunctionDescriptor shape) {
        return library.function(function, shape);
    }

    /**
     * A new decoder.
     *
     * @param options as on its command line
     * @throws IllegalStateException when it cannot be made of these
     */
    Decoder decoder(List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            // The options are kept by the decoder, the strings copied.
            MemorySegment strings = arena.allocate(POINTER, options.size());
            for (int i = 0; i < options.size(); i++) {
                strings.setAtIndex(POINTER, i, arena.allocateFrom(options.get(i)));
            }
            MemorySegment known = (MemorySegment) arguments.invokeExact();
            MemorySegment settings =
                    (MemorySegment) parse.invokeExact(MemorySegment.NULL, known, options.size(), strings, 1);
            if (settings.address() == 0) {
                throw new IllegalStateException("pocketsphinx does not understand the options " + options);
            }
            MemorySegment made = (MemorySegment) init.invokeExact(settings);
            if (made.address() == 0) {
                throw new IllegalStateException("pocketsphinx cannot load its models from " + MODELS
                        + "; install them again with: " + SpeechPackages.INSTALL);
            }
            return new Decoder(made);
        } catch (IllegalStateException said) {
            throw said;
        } catch (Throwable thrown) {
            throw NativeLibrary.unexpected("ps_init", thrown);
        }
    }

    /** One decoder; used by one thread at a time. */
    final class Decoder {
        private final MemorySegment decoder;
        private final MemorySegment channel;

        private Decoder(MemorySegment decoder) throws Throwable {
            this.decoder = decoder;
            MemorySegment parts = (MemorySegment) features.invokeExact(decoder);
            this.channel = parts.get(POINTER, FEATURES_CMN);
        }

        /** Begins an utterance on a line of which the mean cepstrum is {@code mean}, {@value #CEPSTRUM} coefficients. */
        void begin(float[] mean) {
            try (Arena arena = Arena.ofConfined()) {
                setMean.invokeExact(channel, arena.allocateFrom(ValueLayout.JAVA_FLOAT, mean));
                check("ps_start_stream", (int) startStream.invokeExact(decoder));
                check("ps_start_utt", (int) startUtterance.invokeExact(decoder));
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_start_utt", thrown);
            }
        }

        /** The next samples, 16 kHz mono. */
        void accept(short[] samples) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment sound = arena.allocateFrom(ValueLayout.JAVA_SHORT, samples);
                check("ps_process_raw", (int) process.invokeExact(decoder, sound, (long) samples.length, 0, 0));
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_process_raw", thrown);
            }
        }

        /** Ends the utterance. */
        void end() {
            try {
                check("ps_end_utt", (int) endUtterance.invokeExact(decoder));
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_end_utt", thrown);
            }
        }

        /** The best words so far. */
        String words() {
            try {
                MemorySegment text = (MemorySegment) hypothesis.invokeExact(decoder, MemorySegment.NULL);
                return text.address() == 0
                        ? ""
                        : text.reinterpret(MOST_TEXT_BYTES).getString(0);
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_get_hyp", thrown);
            }
        }

        /** How likely the words are, 0 to 1, once the utterance has ended. */
        double confidence() {
            try {
                int logarithm = (int) posterior.invokeExact(decoder);
                MemorySegment base = (MemorySegment) logarithms.invokeExact(decoder);
                return Math.clamp((double) exponential.invokeExact(base, logarithm), 0, 1);
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_get_prob", thrown);
            }
        }

        /** The line's mean cepstrum, as heard by now. */
        float[] mean() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment mean = arena.allocate(ValueLayout.JAVA_FLOAT, CEPSTRUM);
                getMean.invokeExact(channel, mean);
                return mean.toArray(ValueLayout.JAVA_FLOAT);
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("cmn_live_get", thrown);
            }
        }

        /** Frees it; it is not to be used any more. */
        void free() {
            try {
                int ignored = (int) free.invokeExact(decoder);
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("ps_free", thrown);
            }
        }

        private static void check(String function, int result) {
            if (result < 0) {
                throw new IllegalStateException("pocketsphinx: " + function + " failed with " + result);
            }
        }
    }
}
