package io.turngap.load;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.turngap.measure.Holdings;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what this process holds on to: memory, threads, descriptors. Takes about as long as counting the open descriptors does. */
final class HoldingsMeter {

    private static final double MB = 1 << 20;
    private static final double KB_A_MB = 1_024;
    private static final Path STATUS = Path.of("/proc/self/status");

    /** {@code VmRSS:   412345 kB}, proc_pid_status(5). */
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d{1,15}) kB", Pattern.MULTILINE);

    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<BufferPoolMXBean> buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);

    /**
     * How it stands now.
     *
     * @param heapAfterGcMb what was in use after the last collection, MB; empty before the first
     */
    Holdings look(OptionalDouble heapAfterGcMb) {
        return new Holdings(
                rounded(heapAfterGcMb),
                rounded(OptionalDouble.of(directBytes() / MB)),
                rounded(residentMb()),
                threads.getThreadCount(),
                system instanceof UnixOperatingSystemMXBean unix ? (Long) unix.getOpenFileDescriptorCount() : null);
    }

    /** Java's own direct and mapped buffers, and those that Netty takes past Java's count. */
    private double directBytes() {
        return buffers.stream().mapToLong(BufferPoolMXBean::getMemoryUsed).sum()
                + Math.max(0, PlatformDependent.usedDirectMemory());
    }

    private static OptionalDouble residentMb() {
        try {
            return residentMb(Files.readString(STATUS));
        } catch (IOException noLinux) {
            return OptionalDouble.empty();
        }
    }

    /** From the text of such a file; empty where it does not say. */
    static OptionalDouble residentMb(String status) {
        Matcher line = RESIDENT.matcher(status);
        return line.find() ? OptionalDouble.of(Long.parseLong(line.group(1)) / KB_A_MB) : OptionalDouble.empty();
    }

    private static @Nullable Double rounded(OptionalDouble mb) {
        return mb.isPresent() ? (Double) (Math.round(mb.getAsDouble() * 10) / 10.0) : null;
    }
}
