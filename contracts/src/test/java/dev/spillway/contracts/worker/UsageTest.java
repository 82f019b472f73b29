package dev.spillway.contracts.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

  @ParameterizedTest
  @CsvSource({
    "10, 6, 4, 4, 5, 5, true",
    "0, 0, 0, 0, 0, 0, true",
    "10, 7, 4, 0, 5, 0, false",
    "10, 11, 0, 0, 5, 0, false",
    "10, -1, 0, 0, 5, 0, false",
    "10, 0, -1, 0, 5, 0, false",
    "10, 0, 2, 3, 5, 0, false",
    "10, 0, 2, -1, 5, 0, false",
    "10, 0, 0, 0, 5, 6, false",
    "10, 0, 0, 0, 5, -1, false",
    "10, 0, 0, 0, -1, 0, false",
    "-1, 0, 0, 0, 0, 0, false",
    "2147483647, 2147483647, 2147483647, 0, 0, 0, false",
  })
  void no_part_is_more_than_its_whole(
      int prompt,
      int cached,
      int written,
      int forAnHour,
      int completion,
      int reasoning,
      boolean possible) {
    var usage = new Usage(prompt, cached, written, forAnHour, completion, reasoning);
    assertThat(usage.isPossible()).isEqualTo(possible);
  }
}
