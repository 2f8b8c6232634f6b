package io.turngap.agent;

import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts sound into messages of the sizes that a telephone provider takes. What is too little for one waits for more, or for the end. */
final class PhoneFraming {

    /**
     * Sizes of a message in bytes.
     *
     * @param least of any message
     * @param most a multiple of {@code multiple}, as {@code least} is
     * @param multiple divides the length of each
     */
    record Sizes(int least, int most, int multiple) {
        /** Whatever there is. */
        static final Sizes ANY = new Sizes(1, Integer.MAX_VALUE, 1);
    }

    private final Sizes sizes;
    private final byte silence;
    private final Consumer<byte[]> to;
    private byte[] waiting = {};
    private int count;

    /** {@code silence} fills up the last message. */
    PhoneFraming(Sizes sizes, byte silence, Consumer<byte[]> to) {
        this.sizes = sizes;
        this.silence = silence;
        this.to = to;
    }

    void accept(byte[] sound) {
        if (waiting.length < count + sound.length) {
            waiting = Arrays.copyOf(waiting, count + sound.length);
        }
        System.arraycopy(sound, 0, waiting, count, sound.length);
        count += sound.length;
        int sent = 0;
        while (count - sent >= sizes.least()) {
            int length = Math.min(count - sent, sizes.most());
            length -= length % sizes.multiple();
            to.accept(Arrays.copyOfRange(waiting, sent, sent + length));
            sent += length;
        }
        System.arraycopy(waiting, sent, waiting, 0, count - sent);
        count -= sent;
    }

    /** No more sound follows for now: what waits goes out with silence behind it. */
    void flush() {
        if (count > 0) {
            int length = Math.max(sizes.least(), Math.ceilDiv(count, sizes.multiple()) * sizes.multiple());
            byte[] last = Arrays.copyOf(waiting, length);
            Arrays.fill(last, count, length, silence);
            drop();
            to.accept(last);
        }
    }

    /** Forgets what waits. */
    void drop() {
        count = 0;
    }
}
