/** One synthetic call: speaks its script, listens, notes milestones. */
@NullMarked
package io.turngap.call;

import org.jspecify.annotations.NullMarked;
