package dev.spillway.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void a_cursor_says_after_which_row_to_the_microsecond() {
    var cursor = Cursor.after(Rows.row("p", Instant.parse("2026-11-21T15:00:00.123456Z")));
    assertThat(Cursor.decode(cursor.encode())).contains(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now 0f8c3a52b1c94f0e9d7a6b5c4d3e2f10",
        "2026-11-21T15:00:00Z",
        "2026-11-21T15:00:00Z short",
        "2026-11-21T15:00:00Z 0f8c3a52b1c94f0e9d7a6b5c4d3e2f10 more"
      })
  void anything_else_is_none(String content) {
    var text = Base64.getUrlEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    assertThat(Cursor.decode(text)).isEmpty();
    assertThat(Cursor.decode(content)).isEmpty();
  }

  @Test
  void a_long_text_is_none() {
    assertThat(Cursor.decode("A".repeat(100_000))).isEmpty();
  }
}
