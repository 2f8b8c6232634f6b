/** PCM, fixtures, noise, telephone line, onset, codecs. */
@NullMarked
package io.turngap.sound;

import org.jspecify.annotations.NullMarked;
