package dev.foresight.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final String RUN = "0123456789abcdef".repeat(4);
  private static final Milestone MODEL = new Milestone(9, 9, false);

  private final Path store;

  RunFolderTest(@TempDir Path store) {
    this.store = store;
  }

  @Test
  void everyHolderHasAnEpochOfItsOwn() throws Exception {
    assertThat(RunFolder.claim(store, RUN, 1).epoch()).isEqualTo(1);
    assertThat(RunFolder.claim(store, RUN, 1).epoch()).isEqualTo(2);
    assertThat(RunFolder.claim(store, RUN, 7).epoch()).isEqualTo(7);
    assertThat(RunFolder.claim(store, RUN, 1).epoch()).isEqualTo(8);
  }

  @Test
  void aNameThatIsNoIdLeadsNowhere() {
    assertThatThrownBy(() -> RunFolder.claim(store, "../../" + "a".repeat(58), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheLatestHolderHoldsTheRun() throws Exception {
    var former = RunFolder.claim(store, RUN, 1);
    assertThat(former.isHeld()).isTrue();
    var next = RunFolder.claim(store, RUN, 1);
    assertThat(former.isHeld()).isFalse();
    assertThatThrownBy(former::requireHeld).isInstanceOf(SupersededException.class);
    assertThat(next.isHeld()).isTrue();
  }

  @Test
  void wholeStatesOfAllHoldersAreFoundTheFurthestFirst() throws Exception {
    var first = RunFolder.claim(store, RUN, 1);
    complete(first.own(at(0, 9)));
    complete(first.own(at(0, 10)));
    Files.createDirectories(first.own(at(0, 11))); // not whole
    var second = RunFolder.claim(store, RUN, 2);
    complete(second.own(at(1, 2)));
    assertThat(second.positions()).containsExactly(at(1, 2), at(0, 10), at(0, 9));
    assertThat(second.find(at(0, 10))).contains(first.own(at(0, 10)));
    assertThat(second.find(at(0, 11))).isEmpty();
  }

  @Test
  void aFormerHolderDeletesNothingOfTheNext() throws Exception {
    var former = RunFolder.claim(store, RUN, 1);
    var next = RunFolder.claim(store, RUN, 2);
    complete(former.own(at(0, 5)));
    complete(next.own(at(0, 6)));
    complete(next.own(MODEL));
    former.discardStates();
    assertThat(former.own(at(0, 5))).doesNotExist();
    assertThat(next.own(at(0, 6))).exists();
    next.discardStatesBut(Set.of(at(0, 6)));
    assertThat(next.own(at(0, 6))).exists();
    next.discardStates();
    assertThat(next.own(at(0, 6))).doesNotExist();
    assertThat(former.find(MODEL)).contains(next.own(MODEL));
  }

  @Test
  void whatADeadHolderHadHalfWrittenIsDeleted() throws Exception {
    var dead = RunFolder.claim(store, RUN, 1);
    complete(dead.own(at(0, 5)));
    Path partial = dead.own(at(0, 5)).resolveSibling(".partial-123");
    Files.createDirectories(partial);
    Files.writeString(partial.resolve("model.safetensors"), "half of it");
    var next = RunFolder.claim(store, RUN, 1);
    assertThat(partial).doesNotExist();
    assertThat(next.positions()).containsExactly(at(0, 5));
  }

  private static Position at(int leg, long step) {
    return new Position(leg, step);
  }

  private static void complete(Path checkpoint) throws Exception {
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("manifest.json"), "{}");
  }
}
