/** Statistics of pass@k over problems, from counts alone. Plain Java. */
@NullMarked
package dev.foresight.scorer.statistics;

import org.jspecify.annotations.NullMarked;
