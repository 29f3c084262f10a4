/** Where what belongs to results lies outside the scorer. */
@NullMarked
package dev.foresight.scorer.links;

import org.jspecify.annotations.NullMarked;
