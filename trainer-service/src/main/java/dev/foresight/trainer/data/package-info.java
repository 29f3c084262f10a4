/** What models are trained on: documents read, tokenized and laid out as sequences. */
@NullMarked
package dev.foresight.trainer.data;

import org.jspecify.annotations.NullMarked;
