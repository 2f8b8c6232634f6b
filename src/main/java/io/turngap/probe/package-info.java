/** One component alone, measured as its user would: a language model, a speech synthesis, a speech recognition. */
@NullMarked
package io.turngap.probe;

import org.jspecify.annotations.NullMarked;
