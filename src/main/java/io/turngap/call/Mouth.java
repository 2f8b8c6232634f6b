package io.turngap.call;

import io.turngap.scenario.Conditions;
import io.turngap.sound.Pcm;
import io.turngap.time.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the caller's microphone picks up, frame by frame: the background all through the call, and utterances mixed in at their sample.
 * Everything then passes the caller's line. An utterance's conditions hold from its first sample until the next utterance's.
 *
 * <p>The noise level is the utterance's active speech level plus its gain less the SNR; before the first utterance it is that of the
 * first. The bed starts at a place picked by seed and is repeated.
 */
final class Mouth {

    private static final int MOST_AT_ONCE = 8;

    private final Acoustics acoustics;
    private final Map<Conditions.Line, Acoustics.Line> lines = new EnumMap<>(Conditions.Line.class);
    private final List<Saying> sayings = new ArrayList<>(MOST_AT_ONCE);
    private final double[] mix = new double[Pcm.FRAME_SAMPLES];
    private final double bedPlace;
    private Acoustics.Background bed = new Acoustics.Background(new short[1], 0);
    private double bedGain;
    private Acoustics.Line line = frame -> {};

    private record Saying(Spoken spoken, long at, double gain) {}

    Mouth(Acoustics acoustics, Seeds seeds) {
        this.acoustics = acoustics;
        this.bedPlace = seeds.at("noise").random().nextDouble();
    }

    /** Conditions hold from the next frame on; {@code speechLevelDbfs} is what the SNR refers to, gain included. */
    void conditions(Conditions conditions, double speechLevelDbfs) {
        line = lines.computeIfAbsent(conditions.line(), acoustics::line);
        bedGain = 0;
        conditions.noise().ifPresent(noise -> {
            bed = acoustics.background(noise.bed());
            bedGain = ratio(speechLevelDbfs - noise.snrDb() - bed.levelDbfs());
        });
    }

    /** Says {@code spoken} with its first speech sample at stream position {@code at}, which must lie in the next frame or later. */
    void say(Spoken spoken, long at) {
        if (sayings.size() == MOST_AT_ONCE) {
            sayings.removeFirst();
        }
        sayings.add(new Saying(spoken, at, ratio(spoken.conditions().gainDb())));
        conditions(spoken.conditions(), spoken.levelDbfs() + spoken.conditions().gainDb());
    }

    /** Fills {@code frame} with the samples from stream position {@code position} on. */
    void frame(long position, short[] frame) {
        for (int i = sayings.size() - 1; i >= 0; i--) {
            if (sayings.get(i).at + sayings.get(i).spoken.length() <= position) {
                sayings.remove(i);
            }
        }
        if (!plain(position, frame)) {
            mixed(position, frame);
        }
        line.pass(frame);
    }

    /** Where nothing is heard, or one sound as it is, nothing is mixed; false when there is more to do. */
    private boolean plain(long position, short[] frame) {
        if (bedGain != 0 || sayings.size() > 1) {
            return false;
        }
        Arrays.fill(frame, (short) 0);
        if (sayings.isEmpty()) {
            return true;
        }
        Saying saying = sayings.getFirst();
        List<Spoken.Piece> pieces = saying.spoken.pieces();
        int sounding = 0;
        for (int p = 0; p < pieces.size(); p++) {
            Spoken.Piece piece = pieces.get(p);
            int from = from(saying, piece, position);
            int count = to(saying, piece, position) - from;
            if (count > 0) {
                sounding++;
                int first = (int) (position - saying.at - piece.at() + from) + piece.from();
                System.arraycopy(piece.sound(), first, frame, from, count);
            }
        }
        return sounding == 0 || sounding == 1 && saying.gain == 1;
    }

    private void mixed(long position, short[] frame) {
        background(position);
        for (int i = sayings.size() - 1; i >= 0; i--) {
            mixIn(sayings.get(i), position);
        }
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) Math.clamp(Math.round(mix[i]), Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    /** Index of the first sample of a frame that a piece sounds in; not above {@link #to} where it does. */
    private static int from(Saying saying, Spoken.Piece piece, long position) {
        return (int) Math.clamp(saying.at + piece.at() - position, 0, Pcm.FRAME_SAMPLES);
    }

    private static int to(Saying saying, Spoken.Piece piece, long position) {
        return (int) Math.clamp(saying.at + piece.end() - position, 0, Pcm.FRAME_SAMPLES);
    }

    private void background(long position) {
        if (bedGain == 0) {
            Arrays.fill(mix, 0);
            return;
        }
        short[] samples = bed.samples();
        int place = (int) ((position + (long) (bedPlace * samples.length)) % samples.length);
        for (int done = 0; done < mix.length; place = 0) {
            int run = Math.min(mix.length - done, samples.length - place);
            for (int i = 0; i < run; i++) {
                mix[done + i] = bedGain * samples[place + i];
            }
            done += run;
        }
    }

    private void mixIn(Saying saying, long position) {
        List<Spoken.Piece> pieces = saying.spoken.pieces();
        for (int p = 0; p < pieces.size(); p++) {
            Spoken.Piece piece = pieces.get(p);
            int from = from(saying, piece, position);
            int to = to(saying, piece, position);
            int shift = (int) (position - saying.at - piece.at()) + piece.from();
            for (int i = from; i < to; i++) {
                mix[i] += saying.gain * piece.sound()[shift + i];
            }
        }
    }

    private static double ratio(double decibels) {
        return decibels == 0 ? 1 : Math.pow(10, decibels / 20);
    }
}
