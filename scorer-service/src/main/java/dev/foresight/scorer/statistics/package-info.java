/** Unbiased pass@k and its bootstrap interval over problems. Plain Java. */
@NullMarked
package dev.foresight.scorer.statistics;

import org.jspecify.annotations.NullMarked;
