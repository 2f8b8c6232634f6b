package io.turngap.agent;

/** A form that sound takes on the wire: one channel, some rate, some coding of its samples. */
interface AudioForm {

    /** Samples a second. */
    int rateHz();

    /** 0 where sound comes in packets. */
    int bytesASample();

    /** All samples of {@code bytes}, whose length is a multiple of {@link #bytesASample}. */
    short[] decode(byte[] bytes);

    /** The first {@code count} of {@code samples}. */
    byte[] encode(short[] samples, int count);
}
