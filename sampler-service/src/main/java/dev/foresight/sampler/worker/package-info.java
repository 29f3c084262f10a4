/** Takes sampling tasks from their queue, decodes them, and publishes the samples. */
@NullMarked
package dev.foresight.sampler.worker;

import org.jspecify.annotations.NullMarked;
