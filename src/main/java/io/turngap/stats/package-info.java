/** Quantiles, intervals, resampling. No I/O, no clock. */
@NullMarked
package io.turngap.stats;

import org.jspecify.annotations.NullMarked;
