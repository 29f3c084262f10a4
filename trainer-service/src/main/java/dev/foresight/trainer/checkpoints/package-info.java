/** Checkpoints over HTTP: all that are known, and the registration of those trained elsewhere. */
@NullMarked
package dev.foresight.trainer.checkpoints;

import org.jspecify.annotations.NullMarked;
