/**
 * What is known of the samples of one problem at one temperature: each index counts once. Plain
 * Java.
 */
@NullMarked
package dev.foresight.scorer.tally;

import org.jspecify.annotations.NullMarked;
