package io.turngap.load;

import com.sun.management.OperatingSystemMXBean;
import io.turngap.measure.InstrumentFacts.Core;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much processor this JVM, and the machine as a whole, used since the meter was made. Thread-safe. */
public final class CpuMeter {

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Optional<CoreMeter> cores = ProcStat.read().map(CoreMeter::new);
    private final long startNanos = System.nanoTime();
    private final long startCpuNanos = system.getProcessCpuTime();
    private long lastNanos = startNanos;
    private long lastCpuNanos = startCpuNanos;
    private double machineNanos;
    private double toldNanos;
    private long toldAtNanos = startNanos;

    /** Starts to measure. */
    public CpuMeter() {
        // The system tells the load since it was last asked: this is the point from which the first answer counts.
        system.getCpuLoad();
    }

    /**
     * Since the last look.
     *
     * @param machine shares of all processors; empty where the system does not tell
     * @param instrumentCores processors' worth of time that this JVM used
     */
    record Second(Optional<CoreMeter.Shares> machine, double instrumentCores) {}

    /** What was used since this was last asked. */
    synchronized Second second() {
        long now = System.nanoTime();
        long cpuNanos = system.getProcessCpuTime();
        double used = (cpuNanos - lastCpuNanos) / (double) Math.max(1, now - lastNanos);
        lastNanos = now;
        lastCpuNanos = cpuNanos;
        double load = load(now);
        Optional<CoreMeter.Shares> machine = cores.isPresent()
                ? cores.flatMap(meter -> ProcStat.read().flatMap(meter::look))
                : load < 0 ? Optional.empty() : Optional.of(new CoreMeter.Shares(load, 1 - load, 0, load));
        return new Second(machine, used);
    }

    /** The machine's load since it was last asked, 0 to 1, which goes into the average; negative where the system does not tell. */
    private double load(long now) {
        double load = system.getCpuLoad();
        if (load >= 0) {
            machineNanos += load * (now - toldAtNanos);
            toldNanos += now - toldAtNanos;
        }
        toldAtNanos = now;
        return load;
    }

    /**
     * {@code instrument_cores}: cores' worth of processor used by this JVM, on average; {@code machine_share}: share of all cores busy with
     * anything, 0 to 1, on average; {@code cores}: cores this JVM may use; {@code idle_share} and {@code stolen_share} of all cores. A value
     * that the system does not tell is left out.
     */
    public synchronized Map<String, Double> summary() {
        long now = System.nanoTime();
        load(now);
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put(
                "instrument_cores",
                (system.getProcessCpuTime() - startCpuNanos) / (double) Math.max(1, now - startNanos));
        if (toldNanos > 0) {
            summary.put("machine_share", machineNanos / toldNanos);
        }
        summary.put("cores", (double) Runtime.getRuntime().availableProcessors());
        Optional<CoreMeter.Shares> whole =
                cores.flatMap(meter -> ProcStat.read().flatMap(meter::whole));
        whole.ifPresent(shares -> summary.put("idle_share", shares.idle()));
        whole.ifPresent(shares -> summary.put("stolen_share", shares.stolen()));
        if (whole.isEmpty() && toldNanos > 0) {
            summary.put("idle_share", 1 - machineNanos / toldNanos);
        }
        return summary;
    }

    /** Each processor of the machine since the start; empty where the system does not tell. */
    synchronized List<Core> cores() {
        return cores.flatMap(meter -> ProcStat.read().map(meter::cores)).orElse(List.of());
    }
}
