/** The files of checkpoints: in folders that this machine sees, or fetched from an object store. */
@NullMarked
package dev.foresight.sampler.checkpoints;

import org.jspecify.annotations.NullMarked;
