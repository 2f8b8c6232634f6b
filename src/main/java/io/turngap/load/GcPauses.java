package io.turngap.load;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Listens to this JVM's garbage collectors and adds up their pauses. Collectors that report whole concurrent cycles (their action says
 * {@code GC cycle}, as ZGC's does) are left out: those do not stop the instrument.
 */
public final class GcPauses implements AutoCloseable {

    private final List<NotificationEmitter> emitters = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GcPauses::emitter)
            .toList();
    private final NotificationListener listener = this::note;
    private long count;
    private long totalMs;
    private long maxMs;

    /** Starts to listen. */
    public GcPauses() {
        emitters.forEach(emitter -> emitter.addNotificationListener(listener, null, null));
    }

    /** {@code count}, {@code total} and {@code max} since the start; milliseconds, which is as fine as the JVM tells. */
    public synchronized Map<String, Double> summary() {
        return Map.of("count", (double) count, "total", (double) totalMs, "max", (double) maxMs);
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
    }

    private synchronized void add(long durationMs) {
        count++;
        totalMs += durationMs;
        maxMs = Math.max(maxMs, durationMs);
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
