package io.turngap.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What this machine lets this process have; what it does not tell is empty.
 *
 * @param descriptors files and sockets that may be open at once
 * @param descriptorsOpen those open now
 * @param ports local ports for connections to one address, those included that are in use
 * @param heapBytes to which the heap may grow
 */
public record Limits(OptionalLong descriptors, long descriptorsOpen, OptionalLong ports, long heapBytes) {

    private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /** Those of this process, now. Java has raised its soft limit of descriptors to the hard one by then. */
    public static Limits ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        OptionalLong most = OptionalLong.empty();
        long open = 0;
        if (system instanceof UnixOperatingSystemMXBean unix) {
            most = OptionalLong.of(unix.getMaxFileDescriptorCount());
            open = unix.getOpenFileDescriptorCount();
        }
        return new Limits(most, open, ports(PORT_RANGE), Runtime.getRuntime().maxMemory());
    }

    /** The size of the range that a file holds as two numbers; empty where there is none. */
    static OptionalLong ports(Path range) {
        try {
            String[] ends = Files.readString(range).strip().split("\\s+");
            return ends.length == 2
                    ? OptionalLong.of(Math.max(0, Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1))
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException untold) {
            return OptionalLong.empty();
        }
    }
}
