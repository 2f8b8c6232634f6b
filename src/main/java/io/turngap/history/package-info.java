/** Many runs, one after the other: what became of their percentiles, and since when. No clock. */
@NullMarked
package io.turngap.history;

import org.jspecify.annotations.NullMarked;
