package io.turngap.time;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/**
 * Asks Linux for short turns on the processor for the thread that calls. Its scheduler (EEVDF) lets a thread that asks for short turns have
 * them sooner (kernel 6.12, {@code sched_setattr} with {@code SCHED_OTHER} and a {@code sched_runtime}): a frame wheel works for some hundred
 * microseconds and must not wait for the usual 3 ms of a compiler beside it. It costs nothing where nobody else wants the processor.
 *
 * <p>Where the system knows no such thing, or does not let us, nothing changes and nobody is told.
 */
public final class SchedulerSlice {

    /** The shortest slice that Linux takes. */
    public static final long SHORTEST_NANOS = 100_000;

    private static final int ATTRIBUTES_BYTES = 56;
    private static final int SIZE_AT = 0;
    private static final int FLAGS_AT = 8;
    private static final int RUNTIME_AT = 24;
    private static final long CALLING_THREAD = 0;

    private SchedulerSlice() {}

    /**
     * Asks for the shortest slice for the calling thread; its priority stays.
     *
     * @return true when the system has taken it
     */
    public static boolean shorten() {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return false;
        }
        return switch (machine) {
            case "amd64", "x86_64" -> shorten(314, 315);
            case "aarch64" -> shorten(274, 275);
            default -> false;
        };
    }

    /** With the numbers of the system calls {@code sched_setattr} and {@code sched_getattr}. */
    static boolean shorten(long setNumber, long getNumber) {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MemorySegment address = linker.defaultLookup().find("syscall").orElse(MemorySegment.NULL);
            if (address.equals(MemorySegment.NULL)) {
                return false;
            }
            // The C library has no function of its own for these; what a variadic function is given is told.
            MethodHandle call = linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            if ((long) call.invokeExact(getNumber, CALLING_THREAD, attributes, (long) ATTRIBUTES_BYTES, 0L) != 0) {
                return false;
            }
            attributes.set(ValueLayout.JAVA_INT, SIZE_AT, ATTRIBUTES_BYTES);
            attributes.set(ValueLayout.JAVA_LONG, FLAGS_AT, 0L);
            attributes.set(ValueLayout.JAVA_LONG, RUNTIME_AT, SHORTEST_NANOS);
            if ((long) call.invokeExact(setNumber, CALLING_THREAD, attributes, 0L, 0L) != 0) {
                return false;
            }
            long again = (long) call.invokeExact(getNumber, CALLING_THREAD, attributes, (long) ATTRIBUTES_BYTES, 0L);
            return again == 0 && attributes.get(ValueLayout.JAVA_LONG, RUNTIME_AT) == SHORTEST_NANOS;
        } catch (Throwable refused) {
            // A Java without access to native code, or a system without the call: the thread runs as any other.
            return false;
        }
    }
}
