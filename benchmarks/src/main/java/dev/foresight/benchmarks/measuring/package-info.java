/**
 * What benchmarks measure with: the machine's own rates, clocks, memory, other programs, tables.
 */
@NullMarked
package dev.foresight.benchmarks.measuring;

import org.jspecify.annotations.NullMarked;
