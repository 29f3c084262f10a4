/** The training loop and the files of a run. Knows nothing of Kafka or Spring. */
@NullMarked
package dev.foresight.trainer.training;

import org.jspecify.annotations.NullMarked;
