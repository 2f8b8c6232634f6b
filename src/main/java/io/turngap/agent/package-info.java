/** The bundled agent: hears, thinks, speaks; serves. */
@NullMarked
package io.turngap.agent;

import org.jspecify.annotations.NullMarked;
