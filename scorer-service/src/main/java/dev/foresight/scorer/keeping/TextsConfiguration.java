package dev.foresight.scorer.keeping;

import dev.foresight.scorer.texts.TextStore;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties({StoreSettings.class, TextsSettings.class})
class TextsConfiguration {
  private static final long PAUSE_MILLIS = 1000;

  @Bean
  static TextStore textStore(StoreSettings store, TextsSettings settings) {
    var memory = settings.memory().toMegabytes() + "MiB";
    return new TextStore(store.store(), settings.scratch(), memory, Clock.systemUTC());
  }

  /** A full disk delays texts and never loses them: again until it works, by default ten times. */
  @Bean
  static CommonErrorHandler again() {
    return new DefaultErrorHandler(new FixedBackOff(PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
  }
}
