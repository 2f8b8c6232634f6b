/** What callers do: YAML to records, checked. */
@NullMarked
package io.turngap.scenario;

import org.jspecify.annotations.NullMarked;
