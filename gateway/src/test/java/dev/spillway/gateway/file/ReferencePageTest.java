package dev.spillway.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of settings is what the code says. It writes the page where it is told to. */
class ReferencePageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/reference.md");

  @Test
  void the_reference_page_is_current() throws IOException {
    var now = ReferencePage.write(ROOT);
    if (Boolean.getBoolean("spillway.reference.write")) {
      Files.writeString(PAGE, now);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/reference.md says how to write it anew")
        .isEqualTo(now);
  }

  @Test
  void it_has_all_keys_and_properties_with_their_defaults() throws IOException {
    assertThat(ReferencePage.write(ROOT))
        .contains(
            "| `tiers.NAME.price.input` | a number of at least 0 | **required** |",
            "| `tiers.NAME.upstream.endpoints[].weight` |",
            "| `spillway.gateway.quota.lease` | time | `30s` |",
            "| `spillway.gateway.tiers.NAME.upstream.endpoints[].url` | address |",
            "| `spillway.worker.max-running` | whole number | `16` |")
        .doesNotContain("{@", "<p>");
  }
}
