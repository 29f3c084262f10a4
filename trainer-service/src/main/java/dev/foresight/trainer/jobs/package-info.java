/** Takes training jobs from their queue, trains them, and says how they go. */
@NullMarked
package dev.foresight.trainer.jobs;

import org.jspecify.annotations.NullMarked;
