package io.turngap.agent;

/**
 * What a hosted recogniser is modelled to take. The ranges are the central 90 % (5th to 95th percentile) of log-normals.
 *
 * @param streaming end of the turn to the final transcript, where the sound was streamed: 100–200 ms, which is the article's 200–400 ms
 *     for recognition less the 100–200 ms that it says streaming saves
 * @param batch overhead of a batch request: 120–280 ms, so that with {@code batchRtf} two seconds of speech take the article's 200–400 ms
 * @param batchRtf time of recognition over length of the sound in a batch request; an assumption, twenty times faster than speech
 */
record SttFigures(Latency streaming, Latency batch, double batchRtf) {

    /** The figures above. */
    static SttFigures standard() {
        return new SttFigures(Latency.ofRange(100, 200), Latency.ofRange(120, 280), 0.05);
    }
}
