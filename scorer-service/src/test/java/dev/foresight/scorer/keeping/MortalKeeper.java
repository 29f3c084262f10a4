package dev.foresight.scorer.keeping;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * The part of the scorer that keeps texts, with the scorer's settings. It commits as often as it is
 * told; then, with texts written and their offsets not committed, it says so and stands still. No
 * {@code @Configuration}, which the whole scorer's scan would find in tests.
 */
@ImportAutoConfiguration({SslAutoConfiguration.class, KafkaAutoConfiguration.class})
@Import({TextsConfiguration.class, KeepTexts.class})
class MortalKeeper {
  static final String AT_COMMIT = "about to commit";

  public static void main(String[] args) {
    new SpringApplicationBuilder(MortalKeeper.class)
        .properties("spring.config.name=scorer-service")
        .web(WebApplicationType.NONE)
        .run(args);
  }

  @Bean
  static MeterRegistry registry() {
    return new SimpleMeterRegistry();
  }

  @Bean
  static DefaultKafkaConsumerFactoryCustomizer mortal(@Value("${commits}") int commits) {
    var left = new AtomicInteger(commits);
    return factory -> makeMortal(factory, left);
  }

  private static <K, V> void makeMortal(
      DefaultKafkaConsumerFactory<K, V> factory, AtomicInteger left) {
    factory.addPostProcessor(consumer -> mortal(consumer, left));
  }

  @SuppressWarnings("unchecked") // the proxy has the interface of what it stands for
  private static <K, V> Consumer<K, V> mortal(Consumer<K, V> consumer, AtomicInteger left) {
    var proxy =
        new ProxyFactory(Consumer.class, (MethodInterceptor) call -> orStandStill(call, left));
    proxy.setTarget(consumer);
    return (Consumer<K, V>) proxy.getProxy();
  }

  private static @Nullable Object orStandStill(MethodInvocation call, AtomicInteger left)
      throws Throwable {
    if (call.getMethod().getName().startsWith("commit") && left.getAndDecrement() == 0) {
      System.out.println(AT_COMMIT);
      new CountDownLatch(1).await();
    }
    return call.proceed();
  }
}
