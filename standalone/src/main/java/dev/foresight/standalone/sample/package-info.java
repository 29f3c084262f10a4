/** Draws samples from a checkpoint in the terminal, without any server or broker. */
@NullMarked
package dev.foresight.standalone.sample;

import org.jspecify.annotations.NullMarked;
