/** Journal to advice: where the time goes, and what would help. Takes no clock and opens no socket. */
@NullMarked
package io.turngap.explain;

import org.jspecify.annotations.NullMarked;
