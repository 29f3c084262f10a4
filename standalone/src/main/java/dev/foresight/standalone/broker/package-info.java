/** A real Kafka broker as a supervised child process. */
@NullMarked
package dev.foresight.standalone.broker;

import org.jspecify.annotations.NullMarked;
