/** What the compacted topics say now, for reading. */
@NullMarked
package dev.foresight.sampler.views;

import org.jspecify.annotations.NullMarked;
