package io.turngap.sound;

/** Decides frame by frame whether a frame is lost. Stateful; one for each direction of a call. */
@FunctionalInterface
public interface FrameLoss {
    /** True when the next frame is lost. */
    boolean lost();
}
