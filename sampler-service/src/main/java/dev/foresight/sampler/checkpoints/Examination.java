package dev.foresight.sampler.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foresight.model.Checkpoint;
import dev.foresight.model.ModelShape;
import dev.foresight.model.tokenizer.Tokenizer;
import dev.foresight.proto.Ids;
import dev.foresight.sampler.checkpoints.S3Objects.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Finds out what a checkpoint is of which nothing was announced: the digests of its files, and its
 * shape. Every file is read, unless a {@code manifest.json} in an object store says its digest;
 * then configuration and tokenizer are, and whoever loads the weights finds out whether they are
 * right.
 */
@Component
public final class Examination {
  private static final int REMEMBERED = 64;
  private static final Set<String> DESCRIBING =
      Set.of("config.json", Tokenizer.FILE, Tokenizer.CONFIGURATION_FILE);

  private final CheckpointFiles files;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final Map<Listing, Findings> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Listing, Findings> eldest) {
          return size() > REMEMBERED;
        }
      };

  Examination(CheckpointFiles files) {
    this.files = files;
  }

  /**
   * What a checkpoint is.
   *
   * @param sha256 of each file, by name
   */
  public record Findings(SortedMap<String, String> sha256, ModelShape shape) {}

  private record Listing(S3Location at, List<Found> found) {
    boolean has(String name) {
      return found.stream().anyMatch(object -> object.name().equals(name));
    }
  }

  /**
   * Examines a folder that this machine sees.
   *
   * @throws IOException naming the file that is missing, damaged, of no use, or another than the
   *     folder's manifest says where there is one
   */
  public Findings of(Path folder) throws IOException {
    var checkpoint = Checkpoint.examine(folder);
    if (!Files.exists(folder.resolve(Checkpoint.MANIFEST))) {
      return new Findings(checkpoint.sha256(), checkpoint.shape());
    }
    var announced = Checkpoint.announced(folder);
    for (var file : announced.entrySet()) {
      String found = checkpoint.sha256().get(file.getKey());
      if (!file.getValue().equals(found)) {
        throw new IOException(
            "%s: its SHA-256 is %s, the manifest says %s"
                .formatted(folder.resolve(file.getKey()), found, file.getValue()));
      }
    }
    return new Findings(announced, checkpoint.shape());
  }

  /**
   * Examines a folder of the object store. As long as nothing in it changes it is read once.
   *
   * @throws IOException naming the object that is missing, damaged or of no use, or saying why the
   *     store cannot be read
   */
  public Findings of(S3Location at) throws IOException, InterruptedException {
    var listing = new Listing(at, files.objects().list(at));
    if (listing.found.isEmpty()) {
      throw new IOException(at + ": there is nothing");
    }
    oneAtATime.lockInterruptibly();
    try {
      var known = remembered.get(listing);
      if (known == null) {
        known = listing.has(Checkpoint.MANIFEST) ? described(listing) : read(listing);
        remembered.put(listing, known);
      }
      return known;
    } finally {
      oneAtATime.unlock();
    }
  }

  /** By its manifest. */
  private Findings described(Listing listing) throws IOException, InterruptedException {
    var announced = manifest(listing.at);
    for (String name : announced.keySet()) {
      if (!listing.has(name)) {
        throw new IOException(listing.at + "/" + name + ": is in the manifest, and not there");
      }
    }
    var describing = new TreeMap<>(announced);
    describing.keySet().retainAll(DESCRIBING);
    try (var folder = files.fetched(listing.at, announced, describing.keySet())) {
      var checkpoint = Checkpoint.open(folder.path(), describing);
      var unused = checkpoint.tokenizer();
      return new Findings(announced, checkpoint.shape());
    }
  }

  private SortedMap<String, String> manifest(S3Location at)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("manifest");
    var file = folder.resolve(Checkpoint.MANIFEST);
    try {
      files
          .objects()
          .read(
              at,
              Checkpoint.MANIFEST,
              (content, length) -> Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING));
      return Checkpoint.announced(folder);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /** By all that belongs to a model. */
  private Findings read(Listing listing) throws IOException, InterruptedException {
    var key = Ids.sha256(listing.toString().getBytes(UTF_8));
    try (var held = files.cache().hold("unknown-" + key)) {
      for (Found object : listing.found) {
        if (belongsToAModel(object.name())) {
          files
              .objects()
              .read(
                  listing.at,
                  object.name(),
                  (content, length) -> held.write(object.name(), content, length, sha256 -> {}));
        }
      }
      var findings = of(held.folder());
      held.rename(CheckpointFiles.key(findings.sha256));
      return findings;
    }
  }

  private static boolean belongsToAModel(String name) {
    return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".safetensors"));
  }
}
