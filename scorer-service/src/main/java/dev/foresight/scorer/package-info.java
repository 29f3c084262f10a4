/** The scorer: grades samples, tallies them, and shows pass@k while it grows. */
@NullMarked
package dev.foresight.scorer;

import org.jspecify.annotations.NullMarked;
