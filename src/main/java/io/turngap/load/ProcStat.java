package io.turngap.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each processor of a Linux machine did since it was started, from {@code /proc/stat} (proc_stat(5)), in ticks of usually 10 ms.
 *
 * @param cores by number
 */
record ProcStat(SortedMap<Integer, Ticks> cores) {

    private static final Path FILE = Path.of("/proc/stat");

    /** {@code cpuN user nice system idle iowait irq softirq steal …}; guests' time is part of {@code user} already. */
    private static final Pattern CORE =
            Pattern.compile("^cpu(\\d+) +(\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)", Pattern.MULTILINE);

    private static final int MOST_CORES = 4_096;

    /**
     * Ticks of one processor.
     *
     * @param busy with work of anybody's
     * @param idle with none, or waiting for a disk
     * @param stolen given to somebody else by a hypervisor
     */
    record Ticks(long busy, long idle, long stolen) {
        long all() {
            return busy + idle + stolen;
        }

        /** Since {@code before}; a counter that runs backwards, as waiting for a disk may, has stood still. */
        Ticks since(Ticks before) {
            return new Ticks(
                    Math.max(0, busy - before.busy),
                    Math.max(0, idle - before.idle),
                    Math.max(0, stolen - before.stolen));
        }

        Ticks plus(Ticks other) {
            return new Ticks(busy + other.busy, idle + other.idle, stolen + other.stolen);
        }
    }

    /** How it stands now; empty where there is no such file or nothing in it can be understood. */
    static Optional<ProcStat> read() {
        try {
            return Optional.of(parse(Files.readString(FILE))).filter(stat -> !stat.cores.isEmpty());
        } catch (IOException noLinux) {
            return Optional.empty();
        }
    }

    static ProcStat parse(String text) {
        SortedMap<Integer, Ticks> cores = new TreeMap<>();
        Matcher line = CORE.matcher(text);
        while (cores.size() < MOST_CORES && line.find()) {
            long busy = value(line, 2) + value(line, 3) + value(line, 4) + value(line, 7) + value(line, 8);
            cores.put(Integer.valueOf(line.group(1)), new Ticks(busy, value(line, 5) + value(line, 6), value(line, 9)));
        }
        return new ProcStat(cores);
    }

    private static long value(Matcher line, int group) {
        return Long.parseLong(line.group(group));
    }
}
