/** The stream: samples are graded, tallied, gathered into cells and published as pass@k. */
@NullMarked
package dev.foresight.scorer.pipeline;

import org.jspecify.annotations.NullMarked;
