/** Whole runs without sound on a virtual timeline: the agent's own code, callers who tell it words, a day of traffic in seconds. */
@NullMarked
package io.turngap.simulate;

import org.jspecify.annotations.NullMarked;
