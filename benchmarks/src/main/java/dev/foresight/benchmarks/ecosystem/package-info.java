/** Whether checkpoints mean the same here and in other programs, tried with those programs. */
@NullMarked
package dev.foresight.benchmarks.ecosystem;

import org.jspecify.annotations.NullMarked;
