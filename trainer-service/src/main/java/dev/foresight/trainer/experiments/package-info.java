/** Admits experiments and training jobs, queues them, and shows how they stand. */
@NullMarked
package dev.foresight.trainer.experiments;

import org.jspecify.annotations.NullMarked;
