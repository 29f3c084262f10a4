/** Compares what evaluations want with what was counted, and says which tasks to hand out. */
@NullMarked
package dev.foresight.sampler.reconciling;

import org.jspecify.annotations.NullMarked;
