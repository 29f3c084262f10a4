package dev.foresight.sampler.control;

import dev.foresight.model.problems.Problem;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.EvaluationSpec;
import dev.foresight.proto.PromptText;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The questions of evaluations as prompts. Keeps the files read last. */
@Component
@InRole(Role.CONTROL)
class Prompts {
  private static final int FILES = 8;

  private final Map<List<String>, ProblemFile> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, ProblemFile> eldest) {
          return size() > FILES;
        }
      };

  /**
   * The prompts of one evaluation.
   *
   * @param problems all problems of its dataset
   */
  record Questions(EvaluationSpec spec, List<Problem> problems) {
    /** The whole prompt for a row of the dataset. */
    String prompt(int row) {
      return PromptText.of(spec, problems.get(row).question());
    }
  }

  /**
   * The prompts of {@code spec}.
   *
   * @throws IOException if the dataset cannot be read, has changed, or lacks an answer that the
   *     evaluation needs, in a sentence for a person
   */
  Questions of(EvaluationSpec spec, String datasetLocation) throws IOException {
    var problems = file(datasetLocation, spec.getDatasetSha256()).problems();
    for (int row : spec.getProblemsList()) {
      if (row < 0 || row >= problems.size() || !problems.get(row).hasNumericReference()) {
        throw new IOException(
            "%s: problem %d has no number behind \"####\"".formatted(datasetLocation, row + 1));
      }
    }
    return new Questions(spec, problems);
  }

  private synchronized ProblemFile file(String location, String sha256) throws IOException {
    var key = List.of(location, sha256);
    var known = files.get(key);
    if (known != null) {
      return known;
    }
    var file = read(location);
    if (!file.sha256().equals(sha256)) {
      throw new IOException(location + ": has changed since the evaluation was planned");
    }
    files.put(key, file);
    return file;
  }

  private static ProblemFile read(String location) throws IOException {
    try {
      return ProblemFile.read(Path.of(location));
    } catch (InvalidPathException e) {
      throw new IOException("a dataset's location must be a file, not " + location, e);
    }
  }
}
