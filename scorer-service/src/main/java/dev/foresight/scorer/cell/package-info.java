/** From the tallies of an evaluation at one temperature to its pass@k. Plain Java. */
@NullMarked
package dev.foresight.scorer.cell;

import org.jspecify.annotations.NullMarked;
