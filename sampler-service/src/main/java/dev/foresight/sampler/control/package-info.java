/** Takes evaluations in, keeps their states, and hands out their tasks until all is counted. */
@NullMarked
package dev.foresight.sampler.control;

import org.jspecify.annotations.NullMarked;
