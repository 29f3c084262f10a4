/** Makes sure of a broker that can carry Foresight, before anything reads from it. */
@NullMarked
package dev.foresight.trainer.broker;

import org.jspecify.annotations.NullMarked;
