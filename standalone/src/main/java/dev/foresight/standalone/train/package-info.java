/** Trains one model in the terminal, without any server or broker. */
@NullMarked
package dev.foresight.standalone.train;

import org.jspecify.annotations.NullMarked;
