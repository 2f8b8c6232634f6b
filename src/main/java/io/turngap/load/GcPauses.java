package io.turngap.load;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Listens to this JVM's garbage collectors: adds up their pauses, and notes how much of the heap is still in use after them. Whole
 * concurrent cycles (their action says {@code GC cycle}, as ZGC's does) are no pauses, for they do not stop the instrument; ZGC's pauses
 * are reported apart, and say nothing of the heap. The JVM tells milliseconds: a shorter pause counts as one of 0.
 */
public final class GcPauses implements AutoCloseable {

    /** A heap that is full after one collection may be emptied by the next; after so many in a row it is full. */
    static final int IN_A_ROW = 3;

    private static final double MB = 1 << 20;

    private static final Set<String> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());

    private final List<NotificationEmitter> emitters = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GcPauses::emitter)
            .toList();
    private final NotificationListener listener = this::note;
    private long count;
    private long totalMs;
    private long maxMs;
    private long secondMs;
    private final double[] heapAfter = new double[IN_A_ROW];
    private int collections;
    private double heapAfterMax;

    /** Starts to listen. */
    public GcPauses() {
        emitters.forEach(emitter -> emitter.addNotificationListener(listener, null, null));
    }

    /** {@code count}, {@code total} and {@code max} since the start; milliseconds, which is as fine as the JVM tells. */
    public synchronized Map<String, Double> summary() {
        return Map.of("count", (double) count, "total", (double) totalMs, "max", (double) maxMs);
    }

    /** Pauses that ended since this was last asked, together, ms. */
    synchronized double secondMs() {
        long ms = secondMs;
        secondMs = 0;
        return ms;
    }

    /**
     * {@code heap_after_gc_max}: the most that was in use after each of three collections in a row; {@code heap_after_gc_last}: after the
     * last one; {@code heap_limit}. All in MB; a value that is not known is left out.
     */
    synchronized Map<String, Double> memoryMb() {
        Map<String, Double> memory = new LinkedHashMap<>();
        if (collections >= IN_A_ROW) {
            memory.put("heap_after_gc_max", heapAfterMax / MB);
        }
        if (collections > 0) {
            memory.put("heap_after_gc_last", heapAfter[(collections - 1) % IN_A_ROW] / MB);
        }
        memory.put("heap_limit", Runtime.getRuntime().maxMemory() / MB);
        return memory;
    }

    /** Heap in use after the last collection, MB; empty before the first. */
    synchronized OptionalDouble heapAfterMb() {
        return collections == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(heapAfter[(collections - 1) % IN_A_ROW] / MB);
    }

    private void note(Notification notification, Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        GarbageCollectionNotificationInfo info =
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        if (!info.getGcAction().contains("cycle")) {
            add(info.getGcInfo().getDuration());
        }
        double heap = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> HEAP.contains(pool.getKey()))
                .mapToDouble(pool -> pool.getValue().getUsed())
                .sum();
        if (heap > 0) {
            heapAfter(heap);
        }
    }

    synchronized void heapAfter(double bytes) {
        heapAfter[collections++ % IN_A_ROW] = bytes;
        if (collections >= IN_A_ROW) {
            heapAfterMax = Math.max(heapAfterMax, Arrays.stream(heapAfter).min().orElse(0));
        }
    }

    synchronized void add(long durationMs) {
        count++;
        totalMs += durationMs;
        maxMs = Math.max(maxMs, durationMs);
        secondMs += durationMs;
    }

    private static NotificationEmitter emitter(GarbageCollectorMXBean bean) {
        return (NotificationEmitter) bean;
    }

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException gone) {
                // It was never added or is gone already; either way it hears nothing more.
            }
        }
    }
}
