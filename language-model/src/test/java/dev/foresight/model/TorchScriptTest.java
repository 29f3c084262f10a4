package dev.foresight.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchScriptTest {
  private static final String SOURCE =
      """
      class Sample(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def scaled(self: __torch__.Sample, x: Tensor, by: float, times: int, negate: bool) -> Tensor:
          y = x * by * times
          if negate:
            y = -y
          return y
        def halved(self: __torch__.Sample, xs: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
          return (torch.to(xs[0], 15), [xs[1] / 2, xs[0] / 2])
        def wide(self: __torch__.Sample, x: Tensor) -> Tensor:
          return torch.to(x, 6)
        def slope(self: __torch__.Sample, xs: List[Tensor]) -> List[Tensor]:
          torch.set_grad_enabled(True)
          x = torch.requires_grad_(torch.detach(xs[0]), True)
          found = torch.grad([torch.sum(x * x * xs[1])], [x], None, None, False, False)
          return [unchecked_cast(Tensor, found[0])]
      """;

  @Test
  void methodsTakeTensorsNumbersAndTruthValues() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        TorchScript script = TorchScript.compile(SOURCE);
        TorchScript.Value result =
            script.run("scaled", manager.create(new float[] {1, 2}), 0.5, 3, true)) {
      assertThat(result.toArray(manager).toFloatArray()).containsExactly(-1.5f, -3f);
    }
  }

  @Test
  void valuesThatJavaCannotHoldArePassedBackIn() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        TorchScript script = TorchScript.compile(SOURCE);
        TorchScript.Value result =
            script.run("halved", new NDList(manager.create(1.001f), manager.create(4f)))) {
      List<TorchScript.Value> elements = result.elements();
      try (TorchScript.Value brief = elements.get(0);
          TorchScript.Value list = elements.get(1);
          TorchScript.Value wide = script.run("wide", brief)) {
        assertThat(wide.toArray(manager).getFloat()).as("bfloat16 has 8 bits").isEqualTo(1f);
        assertThat(list.toArrays(manager)).extracting(NDArray::getFloat).contains(2f);
      }
    }
  }

  @Test
  void gradientsAreFoundOnAnyThreadAndAreOffAgainAfterwards() throws InterruptedException {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        TorchScript script = TorchScript.compile(SOURCE)) {
      NDList inputs = new NDList(manager.create(3f), manager.create(5f));
      inputs.forEach(input -> input.setName("xs[]"));
      float[] found = new float[2];
      Thread other =
          Thread.ofPlatform()
              .start(() -> found[0] = script.runWithGradients("slope", inputs).get(0).getFloat());
      other.join();
      found[1] = script.runWithGradients("slope", inputs).get(0).getFloat();
      assertThat(found).containsExactly(30f, 30f);
      assertThat(ai.djl.pytorch.jni.JniUtils.isGradMode()).isFalse();
    }
  }

  @Test
  void sourceThatDoesNotCompileIsRefusedWithTheReason() {
    assertThatThrownBy(() -> TorchScript.compile("def f(): pass"))
        .hasMessage("the source has no line \"class NAME(Module):\"");
    assertThatThrownBy(() -> TorchScript.compile(SOURCE.replace("torch.sum", "torch.summ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not compile")
        .hasMessageContaining("summ");
  }

  @Test
  void constantsMustBeThoseOfTheSource() {
    assertThatThrownBy(() -> TorchScript.resource(TorchScript.class, "nothing", Map.of()))
        .hasMessageContaining("no resource nothing");
    assertThatThrownBy(
            () -> TorchScript.resource(TorchScript.class, "transformer.torchscript", Map.of()))
        .hasMessageContaining("no value for the constant $");
  }

  @Test
  void otherArgumentsAreRefused() {
    try (TorchScript script = TorchScript.compile(SOURCE)) {
      assertThatThrownBy(() -> script.run("wide", "text"))
          .hasMessage("a script takes no java.lang.String");
    }
  }
}
