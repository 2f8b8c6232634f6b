package io.turngap.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * How many columns the terminal behind standard error has at the moment, asked of the system with {@code ioctl(TIOCGWINSZ)}
 * (ioctl_tty(2)), which follows a window as it is resized; where the system tells nothing, what {@code COLUMNS} says, or 100.
 */
final class TerminalSize implements IntSupplier {

    private static final int STANDARD_ERROR = 2;
    private static final long TIOCGWINSZ_LINUX = 0x5413;
    private static final long TIOCGWINSZ_MACOS = 0x40087468;
    /** struct winsize: rows, columns, and two that nobody fills; 16 bits each. */
    private static final long WINSIZE_BYTES = 8;

    private static final long COLUMNS_AT = 2;
    private static final Optional<MethodHandle> IOCTL = ioctl();

    private final int otherwise;

    /** Columns where the system tells none: {@code columns} of the environment when it is a number. */
    TerminalSize(String columns) {
        this.otherwise = columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : 100;
    }

    @Override
    public int getAsInt() {
        return IOCTL.map(TerminalSize::ask).filter(told -> told > 0).orElse(otherwise);
    }

    private static int ask(MethodHandle ioctl) {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(WINSIZE_BYTES, Short.BYTES);
            int failed = (int) ioctl.invokeExact(STANDARD_ERROR, mac ? TIOCGWINSZ_MACOS : TIOCGWINSZ_LINUX, size);
            return failed == 0 ? Short.toUnsignedInt(size.get(ValueLayout.JAVA_SHORT, COLUMNS_AT)) : 0;
        } catch (Throwable refused) {
            // A width is a convenience: whatever stands in the way of it must not end a run.
            return 0;
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<MethodHandle> ioctl() {
        try {
            Linker linker = Linker.nativeLinker();
            SymbolLookup system = linker.defaultLookup();
            return system.find("ioctl")
                    .map(address -> linker.downcallHandle(
                            address,
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2)));
        } catch (UnsupportedOperationException | IllegalCallerException without) {
            return Optional.empty();
        }
    }
}
