/**
 * How fast a training step is, as a share of the machine's own matrix products and beside PyTorch.
 */
@NullMarked
package dev.foresight.benchmarks.training;

import org.jspecify.annotations.NullMarked;
