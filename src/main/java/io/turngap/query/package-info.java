/** Runs as tables that SQL can be asked of. No clock. */
@NullMarked
package io.turngap.query;

import org.jspecify.annotations.NullMarked;
