package dev.foresight.helm.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the check would see what it is there for. */
class ManifestsTest {
  private static final String SOUND =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: sound, labels: {version: "1"}}
      spec:
        selector: {matchLabels: {app: x}}
        strategy: {type: Recreate}
        template:
          metadata: {labels: {app: x}}
          spec:
            containers:
              - name: c
                image: i
                imagePullPolicy: Always
                env: [{name: A, value: "1"}]
                resources: {limits: {memory: 1Gi}}
      """;

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "image: i,imagee: i",
        "name: c,nam: c",
        "kind: Deployment,kind: Deploymend",
        "apps/v1,apps/v1beta1",
        "type: Recreate,type: Recreat",
        "imagePullPolicy: Always,imagePullPolicy: Often",
        "value: \"1\",value: 1",
        "version: \"1\",version: 1",
        "selector: {matchLabels: {app: x}},",
        "name: sound,name: Sound",
        "containers:,container:",
      })
  void whatTheServerWouldRefuseIsRefused(String sound, String wrong) {
    var changed = SOUND.replace(sound, wrong == null ? "" : wrong);
    Manifests.requireValid(Chart.documents(SOUND).getFirst());
    assertThatThrownBy(() -> Manifests.requireValid(Chart.documents(changed).getFirst()))
        .isInstanceOf(AssertionError.class);
  }
}
