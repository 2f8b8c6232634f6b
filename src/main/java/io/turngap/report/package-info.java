/** Journal to HTML, JSON, JUnit, Markdown, terminal. */
@NullMarked
package io.turngap.report;

import org.jspecify.annotations.NullMarked;
