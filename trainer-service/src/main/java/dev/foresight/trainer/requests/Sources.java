package dev.foresight.trainer.requests;

import dev.foresight.model.problems.Benchmark;
import dev.foresight.model.problems.NameableFiles;
import dev.foresight.model.problems.ProblemFile;
import dev.foresight.proto.Ids;
import dev.foresight.proto.TrainingData;
import dev.foresight.trainer.data.CorpusPlan;
import dev.foresight.trainer.data.Format;
import dev.foresight.trainer.data.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The training data of a request, its files found and digested.
 *
 * @param locations of the sources: absolute paths and globs
 * @param tokenizer the tokenizer.json to use; null if one is trained
 * @param plan how the corpus is made
 * @param problems where an evaluation takes its shots from that names no file; empty if there is no
 *     such source
 */
record Sources(
    TrainingData data,
    List<String> locations,
    @Nullable Path tokenizer,
    CorpusPlan plan,
    Optional<ProblemFile> problems) {

  /**
   * Finds and digests the files of {@code request}.
   *
   * @param given the tokenizer.json of the initial checkpoint; null if there is none
   * @param nameable the files that may be named
   * @throws dev.foresight.model.problems.InvalidFieldsException naming the field, and the file
   */
  static Sources of(ExperimentRequest request, @Nullable Path given, NameableFiles nameable) {
    DataRequest asked = request.training();
    Path tokenizer = given == null ? tokenizer(asked, nameable) : given;
    var sources = found(request, nameable);
    var problems = problems(request, sources);
    var rules = new Rules();
    var data = data(asked, tokenizer, digests(request, sources, rules), rules);
    rules.throwIfBroken();
    var plan =
        new CorpusPlan(
            sources,
            tokenizer,
            request.model().vocabularySize(),
            asked.validationShare().doubleValue(),
            asked.brokenShare().doubleValue());
    return new Sources(
        data, sources.stream().map(Source::location).toList(), tokenizer, plan, problems);
  }

  /** Finds the files of {@code request} and reads none. */
  static List<Source> found(ExperimentRequest request, NameableFiles nameable) {
    var rules = new Rules();
    var sources = new ArrayList<Source>();
    for (SourceRequest asked : request.training().sources()) {
      String field = request.source(sources.size());
      var source =
          new Source(
              absolute(field, asked.files()),
              Format.of(asked.format()),
              asked.textColumn().isEmpty() ? null : asked.textColumn(),
              asked.weight());
      sources.add(source);
      attempt(rules, field, List.of(), () -> files(source, nameable));
    }
    rules.throwIfBroken();
    return sources;
  }

  private static List<Path> files(Source source, NameableFiles nameable) throws IOException {
    nameable.requireNameable(source.location());
    List<Path> files = source.files();
    nameable.requireInside(files);
    return files;
  }

  /** Of all files. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Source source : plan.sources()) {
      for (Path file : source.files()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Relative paths and globs are those of this process. */
  private static String absolute(String field, String location) {
    try {
      String here = Path.of("").toAbsolutePath() + "/";
      return location.startsWith("/") || Path.of(location.replaceAll("[*?]", "x")).isAbsolute()
          ? location
          : here + location;
    } catch (InvalidPathException e) {
      throw Rules.broken(field, String.valueOf(e.getMessage()));
    }
  }

  private static List<String> digests(
      ExperimentRequest request, List<Source> sources, Rules rules) {
    var digests = new ArrayList<String>();
    for (Source source : sources) {
      digests.add(attempt(rules, request.source(digests.size()), "", source::sha256));
    }
    return digests;
  }

  private static TrainingData data(
      DataRequest asked, @Nullable Path tokenizer, List<String> digests, Rules rules) {
    var data = TrainingData.newBuilder();
    for (int i = 0; i < digests.size(); i++) {
      data.addSources(asked.sources().get(i).toProto(digests.get(i)));
    }
    if (tokenizer != null) {
      data.setTokenizerSha256(
          attempt(rules, "data.tokenizer", "", () -> Ids.sha256(Files.readAllBytes(tokenizer))));
    }
    if (asked.validationShare().signum() > 0) {
      data.setValidationShare(Specifications.text(asked.validationShare()));
    }
    if (asked.brokenShare().signum() > 0) {
      data.setBrokenShare(Specifications.text(asked.brokenShare()));
    }
    return data.build();
  }

  private static @Nullable Path tokenizer(DataRequest asked, NameableFiles nameable) {
    String named = asked.tokenizer();
    try {
      if (named == null) {
        return null;
      }
      Path path = Path.of(named).toAbsolutePath().normalize();
      nameable.requireNameable(path.toString());
      nameable.requireInside(List.of(path));
      return path;
    } catch (IOException | InvalidPathException e) {
      throw Rules.broken("data.tokenizer", String.valueOf(e.getMessage()));
    }
  }

  /** The first file of the first source of problems; in the short form it is read in any case. */
  private static Optional<ProblemFile> problems(ExperimentRequest request, List<Source> sources) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).format() == Format.PROBLEMS
          && (request.corpus() != null || request.takesShotsFromItsData())) {
        var rules = new Rules();
        var files = attempt(rules, request.source(i), List.<Path>of(), sources.get(i)::files);
        rules.throwIfBroken();
        return Optional.of(Benchmark.read(request.source(i), files.getFirst().toString()));
      }
    }
    return Optional.empty();
  }

  private static <T> T attempt(Rules rules, String field, T otherwise, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      rules.require(false, field, String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }
}
