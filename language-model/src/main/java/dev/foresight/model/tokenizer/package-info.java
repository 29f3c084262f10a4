/** Byte-pair encoding as Llama 2 uses it: trained from text here, run by Hugging Face's library. */
@NullMarked
package dev.foresight.model.tokenizer;

import org.jspecify.annotations.NullMarked;
