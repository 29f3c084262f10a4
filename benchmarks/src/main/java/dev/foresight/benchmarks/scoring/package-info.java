/** {@code ./foresight bench score}: how fast samples are graded, tallied and stored. */
@NullMarked
package dev.foresight.benchmarks.scoring;

import org.jspecify.annotations.NullMarked;
