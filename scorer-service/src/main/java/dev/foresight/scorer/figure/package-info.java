/** Draws pass@k against temperature, in the layout of Figure S13. Plain Java 2D. */
@NullMarked
package dev.foresight.scorer.figure;

import org.jspecify.annotations.NullMarked;
