package dev.spillway.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.gateway.file.Expansion.Expanded;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpansionTest {
  private static final Map<String, String> VARIABLES =
      Map.of("HOST", "gpu-1", "ODD", "a$1b\\c${HOST}", "EMPTY", "");

  private final Expansion expansion = new Expansion(VARIABLES::get);

  private static Expanded referring(String text) {
    return new Expanded(text, true, Optional.empty());
  }

  @Test
  void a_variable_is_put_in_and_what_refers_to_one_is_marked() {
    assertThat(expansion.expand("http://${HOST}:8000/${HOST}"))
        .isEqualTo(referring("http://gpu-1:8000/gpu-1"));
    assertThat(expansion.expand("${EMPTY:x}")).isEqualTo(referring(""));
    assertThat(expansion.expand("plain")).isEqualTo(new Expanded("plain", false, Optional.empty()));
  }

  @Test
  void a_value_is_put_in_as_it_is_and_not_looked_through() {
    assertThat(expansion.expand("<${ODD}>")).isEqualTo(referring("<a$1b\\c${HOST}>"));
    assertThat(expansion.expand("${NONE:a$1\\b}")).isEqualTo(referring("a$1\\b"));
  }

  @Test
  void what_is_not_set_and_has_no_default_is_named() {
    assertThat(expansion.expand("${HOST} ${NONE}").missing()).contains("NONE");
    assertThat(expansion.expand("${NONE:}")).isEqualTo(referring(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"${HOST}", "$${HOST}", "a$b", "${", "${}", "$$", "${HOST:x} ${NONE}"})
  void a_literal_expands_to_itself(String text) {
    assertThat(expansion.expand(Expansion.literal(text)))
        .isEqualTo(new Expanded(text, false, Optional.empty()));
  }
}
