/** How far things are, drawn on a terminal. */
@NullMarked
package dev.foresight.standalone.terminal;

import org.jspecify.annotations.NullMarked;
