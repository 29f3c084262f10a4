/**
 * Checkpoints in formats that neither Foresight nor Hugging Face reads, rewritten as folders that
 * both read.
 */
@NullMarked
package dev.foresight.model.foreign;

import org.jspecify.annotations.NullMarked;
