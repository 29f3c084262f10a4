/** A Kafka that asks who comes and what they may. */
@NullMarked
package dev.foresight.standalone.secured;

import org.jspecify.annotations.NullMarked;
