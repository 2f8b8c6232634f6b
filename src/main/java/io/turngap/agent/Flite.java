package io.turngap.agent;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One voice of Flite (CMU, BSD-style), from the libraries that Debian calls {@code libflite1}. Speaks a text and hands the sound on while
 * it is made, in chunks of some {@value #CHUNK_SAMPLES} samples.
 *
 * <p>One text at a time, in the whole process: Flite calls itself thread-safe, but a voice is one object to a process, and every
 * utterance copies its features, whose reference counts are plain integers ({@code cst_val.c}).
 */
final class Flite {

    /** The voices by name: US female, US male, Scottish male, and a diphone voice. */
    static final Map<String, String> VOICES =
            Map.of("slt", "cmu_us_slt", "rms", "cmu_us_rms", "awb", "cmu_us_awb", "kal", "cmu_us_kal16");

    /** The library without which there is no voice. */
    static final String LIBRARY = "libflite.so.1";

    private static final int CHUNK_SAMPLES = 320;

    private static final Object ONE_AT_A_TIME = new Object();

    private static final int STOP = -1;
    private static final int GO_ON = 0;

    // Fields of cst_voice, cst_utterance, cst_audio_streaming_info and cst_wave (flite 2.2), on a machine of 64 bits.
    private static final long VOICE_FEATURES = 8;
    private static final long UTTERANCE_FEATURES = 0;
    private static final long STREAM_CHUNK = 0;
    private static final long STREAM_CALLBACK = 8;
    private static final long WAVE_RATE = 8;
    private static final long WAVE_SAMPLES = 24;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final AddressLayout WIDE = ValueLayout.ADDRESS.withTargetLayout(
            java.lang.foreign.MemoryLayout.sequenceLayout(64, ValueLayout.JAVA_BYTE));

    private final MethodHandle newUtterance;
    private final MethodHandle setString;
    private final MethodHandle synthesise;
    private final MethodHandle deleteUtterance;
    private final MemorySegment stages;
    private final MemorySegment voice;
    private Predicate<short[]> taker = chunk -> false;
    private int rateHz;

    private Flite(NativeLibrary core, NativeLibrary voices, String voiceName, double stretch) {
        newUtterance = core.function("new_utterance", FunctionDescriptor.of(WIDE));
        setString = core.function("feat_set_string", FunctionDescriptor.ofVoid(POINTER, POINTER, POINTER));
        synthesise = core.function("flite_do_synth", FunctionDescriptor.of(POINTER, POINTER, POINTER, POINTER));
        deleteUtterance = core.function("delete_utterance", FunctionDescriptor.ofVoid(POINTER));
        stages =
                core.symbols().find("utt_synth").orElseThrow(() -> new IllegalStateException("flite has no utt_synth"));
        MethodHandle init = core.function("flite_init", FunctionDescriptor.of(ValueLayout.JAVA_INT));
        MethodHandle register = voices.function("register_" + voiceName, FunctionDescriptor.of(WIDE, POINTER));
        MethodHandle newStream = core.function("new_audio_streaming_info", FunctionDescriptor.of(WIDE));
        MethodHandle streamValue = core.function("audio_streaming_info_val", FunctionDescriptor.of(POINTER, POINTER));
        MethodHandle set = core.function("feat_set", FunctionDescriptor.ofVoid(POINTER, POINTER, POINTER));
        MethodHandle setFloat =
                core.function("feat_set_float", FunctionDescriptor.ofVoid(POINTER, POINTER, ValueLayout.JAVA_FLOAT));
        try (Arena arena = Arena.ofConfined()) {
            synchronized (ONE_AT_A_TIME) {
                int ignored = (int) init.invokeExact();
                voice = (MemorySegment) register.invokeExact(MemorySegment.NULL);
                MemorySegment features = voice.get(POINTER, VOICE_FEATURES);
                MemorySegment stream = (MemorySegment) newStream.invokeExact();
                stream.set(ValueLayout.JAVA_INT, STREAM_CHUNK, CHUNK_SAMPLES);
                stream.set(POINTER, STREAM_CALLBACK, callback());
                MemorySegment value = (MemorySegment) streamValue.invokeExact(stream);
                set.invokeExact(features, Arena.global().allocateFrom("streaming_info"), value);
                setFloat.invokeExact(features, Arena.global().allocateFrom("duration_stretch"), (float) stretch);
            }
        } catch (Throwable thrown) {
            throw NativeLibrary.unexpected("flite", thrown);
        }
    }

    /**
     * Loads a voice.
     *
     * @param voice one of {@link #VOICES}
     * @param stretch duration of a word against the voice's own speed: 2 is half as fast
     * @return empty where Flite or that voice is not installed
     */
    static Optional<Flite> load(String voice, double stretch) {
        String name = VOICES.getOrDefault(voice, "");
        return NativeLibrary.find(LIBRARY)
                .flatMap(core -> NativeLibrary.find("libflite_" + name + ".so.1")
                        .map(voices -> new Flite(core, voices, name, stretch)));
    }

    /**
     * Speaks {@code text}; blocks until all of it is made.
     *
     * @param chunks takes the sound; says false to hear no more
     * @return the sound's rate, Hz; 0 when there was none
     */
    int speak(String text, Predicate<short[]> chunks) {
        synchronized (ONE_AT_A_TIME) {
            taker = chunks;
            rateHz = 0;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment utterance = (MemorySegment) newUtterance.invokeExact();
                MemorySegment features = utterance.get(POINTER, UTTERANCE_FEATURES);
                setString.invokeExact(features, arena.allocateFrom("input_text"), arena.allocateFrom(plain(text)));
                MemorySegment made = (MemorySegment) synthesise.invokeExact(utterance, voice, stages);
                if (made.address() != 0) {
                    deleteUtterance.invokeExact(made);
                }
                return rateHz;
            } catch (Throwable thrown) {
                throw NativeLibrary.unexpected("flite", thrown);
            } finally {
                taker = chunk -> false;
            }
        }
    }

    /** Flite ends the process upon some things that it cannot read, so it is given letters, digits and punctuation only. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '’' ? '\'' : c)
                .map(c -> c > ' ' && c < 127 && "<>|\\^~`{}[]".indexOf(c) < 0 ? c : ' ')
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private MemorySegment callback() throws NoSuchMethodException, IllegalAccessException {
        MethodHandle chunk = MethodHandles.lookup()
                .bind(
                        this,
                        "chunk",
                        MethodType.methodType(
                                int.class, MemorySegment.class, int.class, int.class, int.class, MemorySegment.class));
        return Linker.nativeLinker()
                .upcallStub(
                        chunk,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                WIDE,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                POINTER),
                        Arena.global());
    }

    /** Called by Flite as it makes sound; nothing may be thrown into it. */
    int chunk(MemorySegment wave, int start, int size, int last, MemorySegment stream) {
        try {
            rateHz = wave.get(ValueLayout.JAVA_INT, WAVE_RATE);
            if (size <= 0) {
                return GO_ON;
            }
            short[] samples = wave.get(POINTER, WAVE_SAMPLES)
                    .reinterpret(2L * (start + size))
                    .asSlice(2L * start)
                    .toArray(ValueLayout.JAVA_SHORT);
            return taker.test(samples) ? GO_ON : STOP;
        } catch (RuntimeException refused) {
            return STOP;
        }
    }
}
