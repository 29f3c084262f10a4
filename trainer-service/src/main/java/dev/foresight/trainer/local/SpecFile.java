package dev.foresight.trainer.local;

import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.trainer.requests.JsonErrors;
import dev.foresight.trainer.requests.TrainingJobRequest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Training jobs as YAML files, of the same fields as the body of {@code POST /training-jobs}. */
public final class SpecFile {
  private static final JsonMapper JSON = mapper();

  private SpecFile() {}

  /**
   * Reads {@code file}.
   *
   * @throws IOException if it cannot be read or is no YAML, naming file and line
   * @throws InvalidFieldsException if a field is unknown or of the wrong kind
   */
  public static TrainingJobRequest read(Path file) throws IOException {
    Object content = load(file);
    if (content == null) {
      throw new IOException(file + ": is empty");
    }
    try {
      return JSON.convertValue(content, TrainingJobRequest.class);
    } catch (JacksonException e) {
      throw JsonErrors.of(e);
    }
  }

  private static Object load(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return new Yaml(new SafeConstructor(limits())).load(reader);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (YAMLException e) {
      throw new IOException(file + ": is not YAML: " + e.getMessage(), e);
    }
  }

  private static LoaderOptions limits() {
    var limits = new LoaderOptions();
    limits.setAllowDuplicateKeys(false);
    // A list or map that is meant again could hold itself, or grow without end.
    limits.setMaxAliasesForCollections(0);
    return limits;
  }

  private static JsonMapper mapper() {
    var builder =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    JsonErrors.refuseNullsInLists(builder);
    return builder.build();
  }
}
