/** Gatling: calls inside a Gatling simulation, and Gatling's own page of a run. Its classes are there only where it was resolved. */
@NullMarked
package io.turngap.gatling;

import org.jspecify.annotations.NullMarked;
