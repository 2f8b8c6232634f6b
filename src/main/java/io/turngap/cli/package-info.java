/** Commands: parse, call one room, print, exit code. */
@NullMarked
package io.turngap.cli;

import org.jspecify.annotations.NullMarked;
