/** Samples, problems and answers for people and programs: REST and exports. */
@NullMarked
package dev.foresight.scorer.samples;

import org.jspecify.annotations.NullMarked;
