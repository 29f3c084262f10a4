/**
 * The multi-token prediction transformer: training, decoding and the checkpoint folder both share.
 */
@NullMarked
package dev.foresight.model;

import org.jspecify.annotations.NullMarked;
