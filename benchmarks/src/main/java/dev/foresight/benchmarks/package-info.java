/** The benchmarks behind {@code ./foresight bench}. */
@NullMarked
package dev.foresight.benchmarks;

import org.jspecify.annotations.NullMarked;
