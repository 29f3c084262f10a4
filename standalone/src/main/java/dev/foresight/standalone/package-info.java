/** The whole of Foresight on one machine: the commands behind the launcher script. */
@NullMarked
package dev.foresight.standalone;

import org.jspecify.annotations.NullMarked;
