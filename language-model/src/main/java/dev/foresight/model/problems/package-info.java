/** Word problems with reference answers: their files, prompts and training documents. */
@NullMarked
package dev.foresight.model.problems;

import org.jspecify.annotations.NullMarked;
