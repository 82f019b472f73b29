package dev.spillway.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void a_quick_step_is_one_plain_line_where_there_is_no_terminal() {
    new Progress(out, false).step("Redis", phase -> "127.0.0.1:1");
    assertThat(printed()).matches("  Redis {7}127\\.0\\.0\\.1:1 \\([0-9.]+ s\\)\\R");
  }

  @Test
  void on_a_terminal_the_line_of_a_step_is_replaced_by_its_result() {
    new Progress(out, true).step("Redis", phase -> "ready");
    var lines = printed().split("\r\u001b\\[K", -1);
    assertThat(lines[lines.length - 1]).startsWith("  Redis       ready (");
  }

  @Test
  void a_checked_failure_becomes_one_line_with_the_name_of_the_step() {
    assertThatThrownBy(
            () ->
                new Progress(out, false)
                    .step(
                        "Redis",
                        phase -> {
                          throw new IOException("no such file");
                        }))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("Redis: no such file");
    assertThat(printed()).isEmpty();
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
