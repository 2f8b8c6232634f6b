/** How much load an agent takes before callers notice: the search for its knee, what scales how, and the plan for a peak. */
@NullMarked
package io.turngap.capacity;

import org.jspecify.annotations.NullMarked;
