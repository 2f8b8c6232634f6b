/** Recordings of calls → turns: who spoke when, found in the sound alone. */
@org.jspecify.annotations.NullMarked
package io.turngap.analyze;
