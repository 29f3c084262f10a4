/** The Kafka contracts: every topic, its key and value, one serde, and how a work queue is read. */
@NullMarked
package dev.foresight.proto;

import org.jspecify.annotations.NullMarked;
