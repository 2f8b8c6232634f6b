/** What agents export of themselves: received over OTLP, matched to calls, brought to the caller's clock. */
@NullMarked
package io.turngap.trace;

import org.jspecify.annotations.NullMarked;
