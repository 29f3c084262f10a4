package dev.foresight.scorer.broker;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Sets Kafka up as every service does when it starts, and ends: with status 0 once topics and share
 * groups are there, else with what is wrong. It has the scorer's settings.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({SslAutoConfiguration.class, KafkaAutoConfiguration.class})
@Import(BrokerFirst.class)
public class ProvisionTopics {

  /** Sets Kafka up. */
  public static void main(String[] args) {
    builder().run(args).close();
  }

  /** What sets Kafka up when it is run, with the scorer's configuration file; not started yet. */
  public static SpringApplicationBuilder builder() {
    return new SpringApplicationBuilder(ProvisionTopics.class)
        .properties("spring.config.name=scorer-service")
        .web(WebApplicationType.NONE);
  }
}
