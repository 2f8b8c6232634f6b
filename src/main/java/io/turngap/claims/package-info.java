/** What the article claims and what each lever buys, measured with simulated runs. */
@NullMarked
package io.turngap.claims;

import org.jspecify.annotations.NullMarked;
