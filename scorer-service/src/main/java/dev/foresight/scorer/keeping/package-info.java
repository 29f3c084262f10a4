/** Keeps the texts of samples as they arrive. */
@NullMarked
package dev.foresight.scorer.keeping;

import org.jspecify.annotations.NullMarked;
