/** What the description of the API says of every path. */
@NullMarked
package dev.foresight.scorer.documentation;

import org.jspecify.annotations.NullMarked;
