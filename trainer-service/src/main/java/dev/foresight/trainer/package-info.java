/** Takes experiments in, trains their models, and announces the checkpoints. */
@NullMarked
package dev.foresight.trainer;

import org.jspecify.annotations.NullMarked;
