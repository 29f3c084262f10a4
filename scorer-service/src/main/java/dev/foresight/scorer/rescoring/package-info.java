/** Grades stored texts under policies that the tallies do not know, without sampling again. */
@NullMarked
package dev.foresight.scorer.rescoring;

import org.jspecify.annotations.NullMarked;
