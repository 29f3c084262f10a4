/** Makes sure of a broker that can carry Foresight, and loses no record that cannot be read. */
@NullMarked
package dev.foresight.sampler.broker;

import org.jspecify.annotations.NullMarked;
