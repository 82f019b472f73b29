package dev.spillway.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import org.junit.jupiter.api.Test;

class StartupTest {

  @Test
  void what_one_of_ours_says_is_the_reason_however_deep_it_is() {
    var ours =
        new SpillwayException(
            new ErrorKind.InvalidValue("x", "the file is broken"), new IllegalStateException("y"));
    assertThat(Startup.reason(new RuntimeException("outer", new RuntimeException(ours))))
        .isEqualTo("the file is broken");
  }

  @Test
  void otherwise_the_first_line_of_the_innermost_cause_is() {
    var inner = new IllegalStateException("refused\nat length");
    assertThat(Startup.reason(new RuntimeException("outer", inner))).isEqualTo("refused");
    assertThat(Startup.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
