package dev.foresight.scorer.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MajorityVoteTest {
  @Test
  void theMostFrequentAnswerDecides() {
    assertThat(MajorityVote.ties(new int[] {1, 2, 2, 3}, sample -> sample == 1 || sample == 2))
        .isEqualTo(1);
    assertThat(MajorityVote.ties(new int[] {1, 2, 2, 3}, sample -> sample == 0)).isZero();
  }

  @Test
  void ofATieTheRightAnswerScoresItsShare() {
    int ties =
        MajorityVote.ties(new int[] {1, 2, 3, 1, 2, 3, 4}, sample -> sample == 0 || sample == 3);

    assertThat(ties).isEqualTo(3);
    assertThat(MajorityVote.score(ties)).isEqualTo(1 / 3.0);
  }

  @Test
  void samplesWithoutAnAnswerDoNotVote() {
    assertThat(MajorityVote.ties(new int[] {0, 0, 0, 1}, sample -> sample == 3)).isEqualTo(1);
    assertThat(MajorityVote.ties(new int[] {0, 0}, sample -> false)).isZero();
    assertThat(MajorityVote.ties(new int[0], sample -> false)).isZero();
    assertThat(MajorityVote.score(0)).isZero();
  }
}
