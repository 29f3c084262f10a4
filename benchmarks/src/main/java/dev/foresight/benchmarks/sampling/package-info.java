/**
 * How fast samples are drawn: against the machine's own floor, without a shared prompt, and beside
 * other programs.
 */
@NullMarked
package dev.foresight.benchmarks.sampling;

import org.jspecify.annotations.NullMarked;
