package dev.foresight.trainer;

import dev.foresight.edge.Exposure;
import dev.foresight.model.problems.Datasets;
import dev.foresight.model.problems.NameableFiles;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
 * @param roots folders below which the files lie that requests name by path; default any path while
 *     the service is its user's alone, on loopback without tokens, else none
 */
@Validated
@ConfigurationProperties("foresight.datasets")
public record DatasetsProperties(
    @NotNull Path folder, @NotNull URI source, @Nullable List<Path> roots) {

  /** The datasets there, and what else callers of a service so exposed may name. */
  public Datasets datasets(Exposure exposure) {
    return new Datasets(folder, source).among(files(exposure));
  }

  private NameableFiles files(Exposure exposure) {
    boolean any = exposure.personal() && (roots == null || roots.isEmpty());
    return any ? NameableFiles.any() : NameableFiles.below(roots == null ? List.of() : roots);
  }
}
