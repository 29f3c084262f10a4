/** Draws samples from checkpoints, and sees to it that every evaluation gets all of its own. */
@NullMarked
package dev.foresight.sampler;

import org.jspecify.annotations.NullMarked;
