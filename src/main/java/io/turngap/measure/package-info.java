/** Milestones, journal, histograms, waterfall. Takes no clock, opens no socket. */
@NullMarked
package io.turngap.measure;

import org.jspecify.annotations.NullMarked;
