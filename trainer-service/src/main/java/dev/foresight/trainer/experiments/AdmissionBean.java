package dev.foresight.trainer.experiments;

import dev.foresight.edge.Exposure;
import dev.foresight.trainer.DatasetsProperties;
import dev.foresight.trainer.StoreProperties;
import dev.foresight.trainer.data.Corpora;
import dev.foresight.trainer.requests.Admission;
import dev.foresight.trainer.views.Views;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Admission to this trainer. */
@Configuration(proxyBeanMethods = false)
class AdmissionBean {
  @Bean
  Admission admission(
      StoreProperties store,
      Views views,
      CapacityProperties capacity,
      DatasetsProperties datasets,
      Exposure exposure) {
    int threads = Runtime.getRuntime().availableProcessors();
    return new Admission(
        new Corpora(store.root(), threads),
        views::checkpoint,
        capacity.capacity(),
        datasets.datasets(exposure));
  }
}
