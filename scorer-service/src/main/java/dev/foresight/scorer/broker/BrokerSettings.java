package dev.foresight.scorer.broker;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How topics are provisioned. The same for all services: whichever starts first sets them up.
 *
 * @param replication copies of each partition; -1 takes the broker's default
 * @param patience how long the start waits for a broker that does not answer; 0 asks once
 */
@Validated
@ConfigurationProperties("foresight.broker")
record BrokerSettings(@Min(-1) short replication, @DurationMin Duration patience) {}
