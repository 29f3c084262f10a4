/** Finds the final answer in a completion and says whether it is right. Plain Java. */
@NullMarked
package dev.foresight.scorer.grading;

import org.jspecify.annotations.NullMarked;
