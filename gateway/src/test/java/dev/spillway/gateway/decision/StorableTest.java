package dev.spillway.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorableTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a\0b, a\uFFFDb",
        "\uD83D\uDE00, \uD83D\uDE00",
        "\uD83D, \uFFFD",
        "\uDE00\uD83D, \uFFFD\uFFFD",
        "\uD83Dx\0\uD83D\uDE00, \uFFFDx\uFFFD\uD83D\uDE00"
      })
  void what_a_database_does_not_know_is_replaced(String text, String stored) {
    assertThat(Storable.text(text)).isEqualTo(stored);
  }

  @Property(seed = "1")
  void stored_text_survives_utf8_and_has_no_nul(@ForAll String text) {
    var stored = Storable.text(text);
    assertThat(stored).hasSameSizeAs(text).doesNotContain("\0");
    var utf8 = stored.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(stored);
    assertThat(Storable.text(stored)).isSameAs(stored);
  }
}
