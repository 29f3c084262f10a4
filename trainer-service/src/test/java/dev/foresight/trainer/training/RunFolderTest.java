package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final String JOB = "0123456789abcdef".repeat(4);

  private final Path store;

  RunFolderTest(@TempDir Path store) {
    this.store = store;
  }

  @Test
  void everyHolderHasAnEpochOfItsOwn() throws Exception {
    assertThat(RunFolder.claim(store, JOB, 1).epoch()).isEqualTo(1);
    assertThat(RunFolder.claim(store, JOB, 1).epoch()).isEqualTo(2);
    assertThat(RunFolder.claim(store, JOB, 7).epoch()).isEqualTo(7);
  }

  @Test
  void aNameThatIsNoIdLeadsNowhere() {
    assertThatThrownBy(() -> RunFolder.claim(store, "../../" + "a".repeat(58), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFurthestCompleteStateIsTheLatest() throws Exception {
    var first = RunFolder.claim(store, JOB, 1);
    complete(first.state(9));
    complete(first.state(10));
    Files.createDirectories(first.state(11)); // not complete
    var second = RunFolder.claim(store, JOB, 2);
    assertThat(second.latestState()).contains(first.state(10));
  }

  @Test
  void aFormerHolderDeletesNothingOfTheNext() throws Exception {
    var former = RunFolder.claim(store, JOB, 1);
    var next = RunFolder.claim(store, JOB, 2);
    complete(former.state(5));
    complete(next.state(6));
    complete(next.checkpoint());
    former.discardStates();
    assertThat(former.state(5)).doesNotExist();
    assertThat(next.state(6)).exists();
    next.discardStates();
    assertThat(next.state(6)).doesNotExist();
    assertThat(former.finished()).contains(next.checkpoint());
  }

  private static void complete(Path checkpoint) throws Exception {
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("manifest.json"), "{}");
  }
}
