package io.turngap.agent;

/**
 * Waits for frames; says of each whether it is speech.
 *
 * <p>A frame is speech once the detector's probability reaches the threshold, and stays speech until the probability falls 0.15 below it,
 * so that a probability that dithers about the threshold does not cut words in pieces.
 */
final class SpeechGate implements AutoCloseable {

    private static final double HYSTERESIS = 0.15;

    private final VoiceActivity detector;
    private double threshold;
    private boolean speech;

    SpeechGate(VoiceActivity detector, double threshold) {
        this.detector = detector;
        this.threshold = threshold;
    }

    void threshold(double probability) {
        threshold = probability;
    }

    boolean isSpeech(short[] frame) {
        double probability = detector.accept(frame);
        speech = probability >= (speech ? threshold - HYSTERESIS : threshold);
        return speech;
    }

    void reset() {
        speech = false;
        detector.reset();
    }

    @Override
    public void close() {
        detector.close();
    }
}
