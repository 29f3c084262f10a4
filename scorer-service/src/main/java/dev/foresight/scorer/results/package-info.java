/** Results for people and programs: REST, live stream, CSV and the figure's data. */
@NullMarked
package dev.foresight.scorer.results;

import org.jspecify.annotations.NullMarked;
