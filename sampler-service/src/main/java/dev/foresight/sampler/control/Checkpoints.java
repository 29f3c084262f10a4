package dev.foresight.sampler.control;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.foresight.model.foreign.AllowedFolders;
import dev.foresight.model.foreign.MetaCheckpoint;
import dev.foresight.model.problems.InvalidFieldsException;
import dev.foresight.model.problems.InvalidFieldsException.FieldError;
import dev.foresight.proto.CheckpointPublished;
import dev.foresight.proto.Ids;
import dev.foresight.sampler.InRole;
import dev.foresight.sampler.Role;
import dev.foresight.sampler.checkpoints.Examination;
import dev.foresight.sampler.checkpoints.S3Location;
import dev.foresight.sampler.views.Views;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The checkpoints that requests name. One that was not published is examined where it lies, and is
 * known by the digests of its files; it is embedded in its evaluation and announced nowhere.
 */
@Component
@InRole(Role.CONTROL)
class Checkpoints {
  private static final String FIELD = "checkpoint.location";

  private final Views views;
  private final Examination examination;
  private final List<String> roots;
  private final AllowedFolders folders;
  private final List<S3Location> prefixes;

  Checkpoints(Views views, Examination examination, ControlProperties properties)
      throws IOException {
    this.views = views;
    this.examination = examination;
    this.roots = properties.roots();
    this.folders =
        new AllowedFolders(
            roots.stream().filter(root -> !S3Location.isOne(root)).map(Path::of).toList());
    this.prefixes =
        roots.stream().filter(S3Location::isOne).map(Checkpoints::requirePrefix).toList();
  }

  private static S3Location requirePrefix(String root) {
    return S3Location.parse(root)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "foresight.sampler.control.roots: is no s3://bucket/prefix: " + root));
  }

  /**
   * The checkpoint of a valid request.
   *
   * @throws UnknownException if none of the id was published
   * @throws InvalidFieldsException if its location is not allowed, or holds no model of use; says
   *     what is wrong
   */
  CheckpointPublished of(NewEvaluation request) throws InterruptedException {
    var located = request.checkpoint();
    if (located == null) {
      var id = requireNonNull(request.checkpointId());
      return views.checkpoint(id).orElseThrow(() -> new UnknownException("checkpoint", id));
    }
    try {
      return S3Location.isOne(located.location()) ? stored(located) : inFolder(located);
    } catch (NoSuchFileException e) {
      throw invalid("holds no model that can be used: there is no such file: " + e.getFile());
    } catch (IOException e) {
      throw invalid("holds no model that can be used: " + e.getMessage());
    }
  }

  private CheckpointPublished stored(NewEvaluation.Located located)
      throws IOException, InterruptedException {
    var at =
        S3Location.parse(located.location())
            .orElseThrow(() -> invalid("must be s3://bucket/prefix, not " + located.location()));
    if (prefixes.stream().noneMatch(at::isBelow)) {
      throw elsewhere();
    }
    return published(located, at.toString(), at.name(), examination.of(at));
  }

  private CheckpointPublished inFolder(NewEvaluation.Located located) throws IOException {
    var folder = folder(path(located.location()));
    if (MetaCheckpoint.isOne(folder)) {
      throw invalid(
          "holds a release of Meta's, which the trainer converts: POST /api/v1/checkpoints there, and"
              + " evaluate the checkpoint by its id");
    }
    return published(
        located,
        folder.toUri().toString(),
        String.valueOf(folder.getFileName()),
        examination.of(folder));
  }

  private static Path path(String location) {
    try {
      Path path = location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
      return path.toAbsolutePath().normalize();
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw invalid("must be a path, a file: URI or s3://bucket/prefix, not " + location);
    }
  }

  private Path folder(Path named) {
    try {
      return folders.folder(named).orElseThrow(this::elsewhere);
    } catch (IOException e) {
      throw invalid("must be a folder that can be read: " + named);
    }
  }

  private static CheckpointPublished published(
      NewEvaluation.Located located, String location, String name, Examination.Findings findings) {
    var files = CheckpointPublished.newBuilder().putAllSha256(findings.sha256()).build();
    return files.toBuilder()
        .setCheckpointId(Ids.of(files))
        .setLocation(location)
        .setShape(Shapes.toProto(findings.shape()))
        .setName(requireNonNullElse(located.name(), name))
        .build();
  }

  private InvalidFieldsException elsewhere() {
    return invalid(
        roots.isEmpty()
            ? "must be allowed: foresight.sampler.control.roots names no folder or s3:// prefix yet"
            : "must lie below one of foresight.sampler.control.roots");
  }

  private static InvalidFieldsException invalid(String message) {
    return new InvalidFieldsException(List.of(new FieldError(FIELD, message)));
  }
}
