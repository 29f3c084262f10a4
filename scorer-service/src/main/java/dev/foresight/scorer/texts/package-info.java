/** The texts of samples, kept as Parquet for people and for grading them again. No Spring in it. */
@NullMarked
package dev.foresight.scorer.texts;

import org.jspecify.annotations.NullMarked;
