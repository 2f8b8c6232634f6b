/** Many calls at once; generator health; calibration. */
@NullMarked
package io.turngap.load;

import org.jspecify.annotations.NullMarked;
