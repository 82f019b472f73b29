package dev.spillway.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptLookupTest {
  @Test
  void what_followed_the_last_tokens_before_is_guessed_to_follow_again() {
    assertThat(guess(8, 1, 2, 3, 4, 5, 6, 1, 2, 3)).containsExactly(4, 5, 6, 1, 2, 3, 4, 5);
    assertThat(guess(2, 1, 2, 3, 4, 5, 6, 1, 2, 3)).containsExactly(4, 5);
  }

  @Test
  void the_longest_run_counts_more_than_the_latest() {
    assertThat(guess(1, 1, 2, 3, 7, 9, 2, 3, 8, 1, 2, 3)).containsExactly(7);
    assertThat(guess(1, 9, 2, 3, 7, 9, 2, 3, 8, 1, 2, 3))
        .as("the latest of equals")
        .containsExactly(8);
  }

  @Test
  void a_repetition_that_reaches_the_end_is_guessed_to_go_on() {
    assertThat(guess(4, 5, 5, 5, 5)).containsExactly(5, 5, 5, 5);
    assertThat(guess(4, 5, 6, 5, 6, 5, 6)).containsExactly(5, 6, 5, 6);
  }

  @Test
  void where_nothing_is_repeated_nothing_is_guessed() {
    assertThat(guess(4, 1, 2, 3, 4)).isEmpty();
    assertThat(guess(4, 1)).isEmpty();
    assertThat(guess(4, 1, 1)).isEmpty();
  }

  @Test
  void guesses_stop_for_a_while_when_they_are_wrong_and_come_back() {
    var length = new DraftLength();
    int silent = 0;
    for (int step = 0; step < 200; step++) {
      int drafts = length.next();
      silent += drafts == 0 ? 1 : 0;
      if (drafts > 0) {
        length.checked(drafts, 0);
      }
    }
    assertThat(silent).isGreaterThan(170);
    int last = 0;
    for (int step = 0; step < 60; step++) {
      last = length.next();
      if (last > 0) {
        length.checked(last, last);
      }
    }
    assertThat(last).isGreaterThan(8);
  }

  private static int[] guess(int most, int... tokens) {
    return PromptLookup.guess(position -> tokens[position], tokens.length, most);
  }
}
