package io.turngap.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** How much processor this JVM, and the machine as a whole, used since the meter was made. */
public final class CpuMeter {

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long startNanos = System.nanoTime();
    private final long startCpuNanos = system.getProcessCpuTime();

    /** Starts to measure. */
    public CpuMeter() {
        // The first reading is the point from which the next is counted.
        system.getCpuLoad();
    }

    /**
     * {@code instrument_cores}: cores' worth of processor used by this JVM, on average; {@code machine_share}: share of all cores busy with
     * anything, 0 to 1; {@code cores}: cores this JVM may use. A value that the system does not tell is left out.
     */
    public Map<String, Double> summary() {
        double wallNanos = Math.max(1, System.nanoTime() - startNanos);
        double cores = (system.getProcessCpuTime() - startCpuNanos) / wallNanos;
        double machine = system.getCpuLoad();
        double available = Runtime.getRuntime().availableProcessors();
        return machine >= 0
                ? Map.of("instrument_cores", cores, "machine_share", machine, "cores", available)
                : Map.of("instrument_cores", cores, "cores", available);
    }
}
