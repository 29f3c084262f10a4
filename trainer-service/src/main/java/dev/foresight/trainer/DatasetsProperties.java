package dev.foresight.trainer;

import dev.foresight.model.problems.Datasets;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where datasets that requests call by name are found.
 *
 * @param folder holds {@code gsm8k/test.jsonl} and {@code gsm8k/train.jsonl}, or gets them when
 *     they are first asked for; trainers and samplers must see the same files under the same path;
 *     default {@code ./data/datasets}
 * @param source address of the folder from which they are fetched, ending in a slash; default
 *     OpenAI's repository
 */
@Validated
@ConfigurationProperties("foresight.datasets")
public record DatasetsProperties(@NotNull Path folder, @NotNull URI source) {

  /** The datasets there. */
  public Datasets datasets() {
    return new Datasets(folder, source);
  }
}
