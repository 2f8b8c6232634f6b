package io.turngap.agent;

/** Turns a sentence into a vector of unit length, so that the dot product of two is their cosine similarity. Thread-safe; takes its time. */
interface Embedder extends AutoCloseable {

    /** The vector of {@code text}; the same text gives the same vector. Blocks: not for a timeline's thread on a real clock. */
    float[] embed(String text);

    /** Name and version; vectors of different names cannot be compared. */
    String name();

    @Override
    void close();

    /** Cosine similarity of two vectors of unit length. Four sums at once: one alone waits for each addition. */
    static float cosine(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        return s0 + s1 + (s2 + s3);
    }

    /**
     * Remembers the vectors of the latest texts of another: a question that was looked up and not found is embedded once, not once more
     * to be stored. On the virtual timeline, where a few hundred texts come a million times, it is what makes embedding affordable.
     *
     * @param most texts remembered
     */
    static Embedder remembering(Embedder other, int most) {
        Recent<float[]> latest = new Recent<>(most, other::embed);
        return new Embedder() {
            @Override
            public float[] embed(String text) {
                return latest.of(text);
            }

            @Override
            public String name() {
                return other.name();
            }

            @Override
            public void close() {
                other.close();
            }
        };
    }
}
