/**
 * What users ask to be trained: requests with their defaults and rules, what they cost, and the
 * specifications that they become. Knows nothing of HTTP, Spring and Kafka.
 */
@NullMarked
package dev.foresight.trainer.requests;

import org.jspecify.annotations.NullMarked;
