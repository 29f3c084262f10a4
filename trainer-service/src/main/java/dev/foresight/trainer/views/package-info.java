/** What the compacted topics say now, for reading. */
@NullMarked
package dev.foresight.trainer.views;

import org.jspecify.annotations.NullMarked;
