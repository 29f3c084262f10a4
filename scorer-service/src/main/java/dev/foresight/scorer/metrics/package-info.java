/** Domain metrics, computed when they are scraped. */
@NullMarked
package dev.foresight.scorer.metrics;

import org.jspecify.annotations.NullMarked;
