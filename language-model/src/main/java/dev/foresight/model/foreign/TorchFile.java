package dev.foresight.model.foreign;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A state dictionary written by {@code torch.save} (PyTorch 1.6 or newer): a zip with a pickle of
 * where each tensor lies, and a file for each storage. Tensors are streamed.
 */
final class TorchFile implements AutoCloseable {
  private static final String PICKLE = "/data.pkl";

  /** A pickle of names and shapes is far smaller. */
  private static final long LONGEST_PICKLE = 64 << 20;

  private final Path file;
  private final ZipFile zip;
  private final String root;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private TorchFile(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    root = root();
    readNames();
  }

  /**
   * Opens {@code file} and reads what it holds, but no tensor.
   *
   * @throws IOException naming the file, if it is of another format or asks for anything but
   *     tensors
   */
  static TorchFile open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new IOException(file + ": no zip, so not written by PyTorch 1.6 or newer", e);
    }
    try {
      return new TorchFile(file, zip);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** The tensors by name, in the file's order. */
  Map<String, StoredTensor> tensors() {
    return tensors;
  }

  /** The bytes of a tensor, little-endian, rows first. */
  Contents read(StoredTensor tensor) throws IOException {
    return new Contents(tensor);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private String root() throws IOException {
    List<String> pickles =
        zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(PICKLE)).toList();
    if (pickles.size() != 1) {
      throw failure("holds " + pickles.size() + " data.pkl, not one");
    }
    String pickle = pickles.getFirst();
    return pickle.substring(0, pickle.length() - PICKLE.length());
  }

  private void readNames() throws IOException {
    ZipEntry order = zip.getEntry(root + "/byteorder");
    if (order != null && !new String(bytes(order), StandardCharsets.UTF_8).equals("little")) {
      throw failure("its numbers are not little-endian");
    }
    Object value;
    try {
      value = Unpickler.read(bytes(entry(PICKLE)));
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw failure("holds no dictionary");
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)
          || !(entry.getValue() instanceof StoredTensor tensor)) {
        throw failure("holds something else than tensors: " + entry.getKey());
      }
      tensors.put(name, tensor);
    }
  }

  private byte[] bytes(ZipEntry entry) throws IOException {
    if (entry.getSize() > LONGEST_PICKLE) {
      throw failure(entry.getName() + " has " + entry.getSize() + " bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) LONGEST_PICKLE);
    }
  }

  private ZipEntry entry(String name) throws IOException {
    ZipEntry entry = zip.getEntry(root + name);
    if (entry == null) {
      throw failure("holds no " + root + name);
    }
    return entry;
  }

  private IOException failure(String reason) {
    return new IOException(file + ": " + reason);
  }

  /** One tensor's bytes; closing it checks the storage's checksum. */
  final class Contents implements AutoCloseable {
    private final ZipEntry entry;
    private final CheckedInputStream in;

    private Contents(StoredTensor tensor) throws IOException {
      entry = entry("/data/" + tensor.key());
      in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
      in.skipNBytes(tensor.offset() * tensor.type().bytes());
    }

    /** Fills {@code bytes} with the next ones. */
    void read(byte[] bytes) throws IOException {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException(file + ": " + entry.getName() + " ends early");
      }
    }

    @Override
    public void close() throws IOException {
      try (in) {
        in.transferTo(OutputStream.nullOutputStream());
        if (entry.getCrc() >= 0 && in.getChecksum().getValue() != entry.getCrc()) {
          throw failure(entry.getName() + " is damaged: its checksum differs");
        }
      }
    }
  }
}
