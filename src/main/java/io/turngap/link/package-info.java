/** Reaching an agent; one file or folder a protocol. */
@NullMarked
package io.turngap.link;

import org.jspecify.annotations.NullMarked;
