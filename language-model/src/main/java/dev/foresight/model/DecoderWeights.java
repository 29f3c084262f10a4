package dev.foresight.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.List;

/**
 * Reads weights for decoding, so that besides them one layer in float32 is held at a time. Of the
 * heads behind the first, those that draft are read.
 */
final class DecoderWeights {
  private final List<Parameter> parameters;
  private final NDManager manager;
  private final TorchScript script;
  private final WeightSource source;
  private final TensorFiller filler;

  DecoderWeights(
      ModelShape shape, int drafts, NDManager manager, TorchScript script, WeightSource source) {
    parameters = Parameter.of(shape).stream().filter(p -> p.head() <= 1 + drafts).toList();
    this.manager = manager;
    this.script = script;
    this.source = source;
    filler = new TensorFiller(script, manager);
  }

  /** What they take: norms are multiplied into the matrices, all but the last. */
  long bytes(Precision precision) {
    long matrices =
        parameters.stream().filter(Parameter::isMatrix).mapToLong(Parameter::size).sum();
    long norm = parameters.get(0).columns();
    return matrices * precision.bytes() + norm * Precision.FLOAT32.bytes();
  }

  /** The list of tensors that the script's decoding methods take. */
  TorchScript.Value read() throws IOException {
    TorchScript.Value weights;
    try (NDManager scope = manager.newSubManager()) {
      weights = script.run("open_weights", tensor(scope, parameters.get(0)));
    }
    int next = 1;
    while (parameters.size() - next > Parameter.PER_LAYER) {
      weights = with("with_layer", weights, parameters.subList(next, next + Parameter.PER_LAYER));
      next += Parameter.PER_LAYER;
    }
    return with("with_end", weights, parameters.subList(next, parameters.size()));
  }

  private TorchScript.Value with(String method, TorchScript.Value before, List<Parameter> added)
      throws IOException {
    try (before;
        NDManager scope = manager.newSubManager()) {
      NDList tensors = new NDList();
      for (Parameter parameter : added) {
        tensors.add(tensor(scope, parameter));
      }
      return script.run(method, before, tensors);
    }
  }

  private NDArray tensor(NDManager scope, Parameter parameter) throws IOException {
    NDArray tensor = scope.zeros(new Shape(parameter.dimensions()));
    source.read(parameter, filler.into(tensor));
    return tensor;
  }
}
