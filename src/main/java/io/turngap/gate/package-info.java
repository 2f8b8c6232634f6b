/** Journal to verdicts. */
@NullMarked
package io.turngap.gate;

import org.jspecify.annotations.NullMarked;
