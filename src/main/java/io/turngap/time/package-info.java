/** Timeline: real and virtual; the frame wheel; seeded randomness. */
@NullMarked
package io.turngap.time;

import org.jspecify.annotations.NullMarked;
