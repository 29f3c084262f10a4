/** Continues a prompt many times at once; every sample is a pure function of its id. */
@NullMarked
package dev.foresight.sampler.decoding;

import org.jspecify.annotations.NullMarked;
