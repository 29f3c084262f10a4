package dev.foresight.sampler.broker;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How topics are made.
 *
 * @param patience how long the start waits for a broker that does not answer; default 2 minutes
 * @param replication copies of each partition; -1, the default, takes the broker's default
 */
@Validated
@ConfigurationProperties("foresight.broker")
record BrokerProperties(@NotNull @DurationMin(nanos = 0) Duration patience, short replication) {}
