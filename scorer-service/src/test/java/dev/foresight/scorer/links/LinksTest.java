package dev.foresight.scorer.links;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class LinksTest {
  private final ApplicationContextRunner scorer =
      new ApplicationContextRunner()
          .withInitializer(new ConfigDataApplicationContextInitializer())
          .withSystemProperties("spring.config.name=scorer-service")
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(LinksController.class);

  @Test
  void withoutConfigurationThereAreNone() {
    scorer.run(
        started -> assertThat(started.getBean(Links.class)).isEqualTo(new Links("", "", "", "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8081", "https://a.example.org/foresight?orgId=1"})
  void addressesOfTheWebAreTaken(String address) {
    scorer
        .withPropertyValues("foresight.scorer.links.metrics=" + address)
        .run(started -> assertThat(started.getBean(Links.class).metrics()).isEqualTo(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JavaScript:alert(1)//http://x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "trainer:8081",
        "https://",
        "https://a b"
      })
  void anythingElseIsRefusedAtTheStart(String address) {
    for (var place : new String[] {"trainer", "sampler", "dashboards", "metrics"}) {
      scorer
          .withPropertyValues("foresight.scorer.links." + place + "=" + address)
          .run(
              refused ->
                  assertThat(refused)
                      .getFailure()
                      .hasStackTraceContaining("must be an http or https address"));
    }
  }
}
