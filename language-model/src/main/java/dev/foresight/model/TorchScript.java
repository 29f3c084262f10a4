package dev.foresight.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Mathematics written as TorchScript source text, run by PyTorch through DJL.
 *
 * <pre>{@code
 * try (TorchScript script = TorchScript.resource(Softmax.class, "softmax.torchscript", Map.of());
 *     TorchScript.Value result = script.run("softmax", logits, 0.8)) {
 *   NDArray probabilities = result.toArray(manager);
 * }
 * }</pre>
 *
 * The only class that touches DJL's internal {@code ai.djl.pytorch.jni}. Methods may be run by
 * several threads at once, without gradients.
 */
public final class TorchScript implements AutoCloseable {
  private static final Pattern CLASS_NAME = Pattern.compile("(?m)^class (\\w+)\\(Module\\):");
  private static final Pattern CONSTANT = Pattern.compile("\\$([A-Z_]+)");

  private final NDManager manager;
  private final PtSymbolBlock block;

  private TorchScript(NDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /**
   * Compiles the resource {@code name} beside {@code owner}.
   *
   * @param constants values of the words marked with a dollar sign, without it
   * @throws IllegalArgumentException if there is no such resource, a constant is missing or
   *     superfluous, or the source does not compile
   */
  public static TorchScript resource(Class<?> owner, String name, Map<String, String> constants) {
    return resource(owner, name, constants, ComputeDevice.CPU);
  }

  /** As {@link #resource(Class, String, Map)}, on another device. */
  public static TorchScript resource(
      Class<?> owner, String name, Map<String, String> constants, ComputeDevice device) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name + " beside " + owner.getName());
      }
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return compile(fill(source, constants), device);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }

  /**
   * Compiles {@code source}: one class {@code NAME(Module)} whose methods take {@code self:
   * __torch__.NAME} and typed arguments.
   *
   * @throws IllegalArgumentException if the source does not compile
   */
  public static TorchScript compile(String source) {
    return compile(source, ComputeDevice.CPU);
  }

  private static TorchScript compile(String source, ComputeDevice device) {
    Matcher name = CLASS_NAME.matcher(source);
    if (!name.find()) {
      throw new IllegalArgumentException("the source has no line \"class NAME(Module):\"");
    }
    NDManager manager = device.newManager();
    JniUtils.setGraphExecutorOptimize(false);
    try (InputStream archive = new ByteArrayInputStream(archive(name.group(1), source))) {
      return new TorchScript(
          manager, JniUtils.loadModule((PtNDManager) manager, archive, true, false));
    } catch (EngineException e) {
      manager.close();
      throw new IllegalArgumentException("the source does not compile: " + e.getMessage(), e);
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a method without gradients.
   *
   * @param arguments each an {@link NDArray}, an {@link NDList} (a list of tensors), a {@link
   *     Value}, a list of at least one value, a {@link Long}, an {@link Integer}, an array of
   *     longs, a {@link Double} or a {@link Boolean}; none is closed, and the method may change
   *     tensors in place
   * @return the result, to be closed by the caller
   */
  public Value run(String method, Object... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    List<IValue> temporary = new ArrayList<>(arguments.length);
    try {
      IValue[] inputs = new IValue[arguments.length];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = input(arguments[i], temporary);
      }
      return new Value(IValueUtils.runMethod(block, method, inputs));
    } finally {
      temporary.forEach(IValue::close);
    }
  }

  /**
   * Runs a method that may record gradients: it turns them on itself ({@code
   * torch.set_grad_enabled}).
   *
   * @param inputs tensors alone; neighbours named alike with a name that ends in {@code []} become
   *     one list
   * @return the tensors of the result in order, lists and tuples flattened, owned by the manager of
   *     the first input
   */
  public NDList runWithGradients(String method, NDList inputs) {
    JniUtils.setGraphExecutorOptimize(false);
    boolean before = JniUtils.isGradMode();
    NDList all = new NDList(inputs);
    try (NDArray name = inputs.get(0).getManager().create(0)) {
      name.setName("module_method:" + method);
      all.add(name);
      return IValueUtils.forward(block, all, true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** The threads that one operation may use; for the whole process. */
  public static int threads() {
    Engine.getEngine("PyTorch"); // loads the library
    return JniUtils.getNumThreads();
  }

  /**
   * Sets the threads that one operation may use, for the whole process. Results repeat bit for bit
   * only with the same number of threads.
   */
  public static void useThreads(int count) {
    Engine.getEngine("PyTorch"); // loads the library
    JniUtils.setNumThreads(count);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }

  private static IValue input(Object argument, List<IValue> temporary) {
    if (argument instanceof Value value) {
      return value.ivalue;
    }
    IValue made =
        switch (argument) {
          case PtNDArray array -> IValue.from(array);
          case NDList list ->
              IValue.listFrom(list.stream().map(a -> (PtNDArray) a).toArray(PtNDArray[]::new));
          case Long number -> IValue.from(number.longValue());
          case Integer number -> IValue.from(number.longValue());
          case Double number -> IValue.from(number.doubleValue());
          case Boolean truth -> IValue.from(truth.booleanValue());
          case long[] numbers -> IValue.listFrom(numbers);
          case List<?> values ->
              IValue.listFrom(values.stream().map(v -> ((Value) v).ivalue).toArray(IValue[]::new));
          default ->
              throw new IllegalArgumentException(
                  "a script takes no " + argument.getClass().getName());
        };
    temporary.add(made);
    return made;
  }

  private static String fill(String source, Map<String, String> constants) {
    Matcher words = CONSTANT.matcher(source);
    String filled =
        words.replaceAll(
            word -> {
              String value = constants.get(word.group(1));
              if (value == null) {
                throw new IllegalArgumentException("no value for the constant " + word.group());
              }
              return Matcher.quoteReplacement(value);
            });
    for (String constant : constants.keySet()) {
      if (!source.contains("$" + constant)) {
        throw new IllegalArgumentException("the source has no constant $" + constant);
      }
    }
    return filled;
  }

  /** A TorchScript archive: a zip of stored entries, the object pickled with one field. */
  private static byte[] archive(String className, String source) throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    object.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
    object.writeBytes(("__torch__\n" + className + "\n").getBytes(StandardCharsets.UTF_8));
    object.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
    object.writeBytes("training".getBytes(StandardCharsets.UTF_8));
    object.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(archive)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "m/data.pkl", object.toByteArray());
      store(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      store(zip, "m/version", new byte[] {'3', '\n'});
    }
    return archive.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * What a method returned, opaque: it can be passed back in, also where it holds types that Java
   * cannot (bfloat16).
   */
  public static final class Value implements AutoCloseable {
    private final IValue ivalue;

    private Value(IValue ivalue) {
      this.ivalue = ivalue;
    }

    /** The tensor that this is, owned by {@code owner}; float32 or an integer type. */
    public NDArray toArray(NDManager owner) {
      return ivalue.toTensor((PtNDManager) owner);
    }

    /** The tensors that this holds, lists and tuples flattened, owned by {@code owner}. */
    public NDList toArrays(NDManager owner) {
      return ivalue.toNDList((PtNDManager) owner);
    }

    /** The number that this is. */
    public double toDouble() {
      return ivalue.toDouble();
    }

    /** The elements of the tuple that this is, each to be closed. */
    public List<Value> elements() {
      List<Value> elements = new ArrayList<>();
      for (IValue element : ivalue.toIValueTuple()) {
        elements.add(new Value(element));
      }
      return elements;
    }

    @Override
    public void close() {
      ivalue.close();
    }
  }
}
