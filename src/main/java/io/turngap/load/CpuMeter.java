package io.turngap.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;

/** How much processor this JVM, and the machine as a whole, used since the meter was made. */
public final class CpuMeter {

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long startNanos = System.nanoTime();
    private final long startCpuNanos = system.getProcessCpuTime();
    private long lastNanos = startNanos;
    private double machineNanos;
    private double toldNanos;

    /** Starts to measure. */
    public CpuMeter() {
        // The system tells the load since it was last asked: this is the point from which the first answer counts.
        system.getCpuLoad();
    }

    /**
     * {@code instrument_cores}: cores' worth of processor used by this JVM, on average; {@code machine_share}: share of all cores busy with
     * anything, 0 to 1, on average; {@code cores}: cores this JVM may use. A value that the system does not tell is left out.
     */
    public synchronized Map<String, Double> summary() {
        long now = System.nanoTime();
        double load = system.getCpuLoad();
        if (load >= 0) {
            machineNanos += load * (now - lastNanos);
            toldNanos += now - lastNanos;
        }
        lastNanos = now;
        double cores = (system.getProcessCpuTime() - startCpuNanos) / (double) Math.max(1, now - startNanos);
        double available = Runtime.getRuntime().availableProcessors();
        return toldNanos > 0
                ? Map.of("instrument_cores", cores, "machine_share", machineNanos / toldNanos, "cores", available)
                : Map.of("instrument_cores", cores, "cores", available);
    }
}
