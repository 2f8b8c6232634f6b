package io.turngap.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The time of a run in equal slices of a round length, however long it was.
 *
 * @param fromUs when the first begins, on the clock of the journal
 * @param widthUs how long each is
 * @param count how many; at least 1
 */
record TimeSlices(long fromUs, long widthUs, int count) {

    private static final long SECOND_US = 1_000_000;
    private static final long DAY_S = 86_400;
    private static final double[] ROUND_S = {
        0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 10_800,
        14_400, 21_600, 43_200, DAY_S
    };
    private static final double MINUTES_FROM_S = 180;
    private static final double HOURS_FROM_S = 10_800;

    /**
     * A mark of the time axis.
     *
     * @param share where it stands, from 0 to 1
     */
    record Mark(double share, String label) {}

    /** At most {@code most} slices that hold both instants. */
    static TimeSlices of(long fromUs, long toUs, int most) {
        double spanUs = Math.max(1, toUs - fromUs + 1);
        double widthS = Math.ceil(spanUs / SECOND_US / DAY_S / most) * DAY_S;
        for (int i = ROUND_S.length - 1; i >= 0 && Math.ceil(spanUs / (ROUND_S[i] * SECOND_US)) <= most; i--) {
            widthS = ROUND_S[i];
        }
        long widthUs = Math.round(widthS * SECOND_US);
        return new TimeSlices(fromUs, widthUs, Math.max(1, (int) Math.ceil(spanUs / widthUs)));
    }

    /** The slice of an instant; what lies outside falls to the first or the last. */
    int of(long us) {
        return Math.clamp(Math.floorDiv(us - fromUs, widthUs), 0, count - 1);
    }

    /** Length of a slice, s. */
    double widthS() {
        return widthUs / (double) SECOND_US;
    }

    /** From when to when a slice lasts, since the first began. */
    String name(int slice) {
        return since(slice * widthUs) + " – " + since((slice + 1) * widthUs);
    }

    /** An instant as time since the first slice began. */
    String since(long us) {
        long tenths = Math.floorDiv(us, SECOND_US / 10);
        long s = tenths / 10;
        String part = widthUs < SECOND_US && tenths % 10 != 0 ? s % 60 + "." + tenths % 10 : String.valueOf(s % 60);
        return s < 60
                ? part + "\u00a0s"
                : s < 3_600
                        ? s / 60 + "\u00a0min" + (s % 60 == 0 ? "" : " " + part + "\u00a0s")
                        : s / 3_600 + "\u00a0h" + (s / 60 % 60 == 0 ? "" : " " + s / 60 % 60 + "\u00a0min");
    }

    /** About six marks with round labels in seconds, minutes or hours; the first names the unit. */
    List<Mark> marks() {
        double spanS = count * widthS();
        double unitS = spanS <= MINUTES_FROM_S ? 1 : spanS <= HOURS_FROM_S ? 60 : 3_600;
        String unit = unitS == 1 ? "s" : unitS == 60 ? "min" : "h";
        Axis axis = Axis.tight(spanS / unitS, 6);
        List<Mark> marks = new ArrayList<>();
        for (double at : axis.marks()) {
            marks.add(new Mark(axis.at(at), TimeStrip.number(at) + (at == 0 ? "\u00a0" + unit : "")));
        }
        return marks;
    }
}
