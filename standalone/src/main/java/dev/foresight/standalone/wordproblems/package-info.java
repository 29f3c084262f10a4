/** Grade-school word problems with worked answers, made up from a seed in GSM8K's format. */
@NullMarked
package dev.foresight.standalone.wordproblems;

import org.jspecify.annotations.NullMarked;
