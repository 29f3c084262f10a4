/** Runs one training job in this process, without server, broker or Spring. */
@NullMarked
package dev.foresight.trainer.local;

import org.jspecify.annotations.NullMarked;
