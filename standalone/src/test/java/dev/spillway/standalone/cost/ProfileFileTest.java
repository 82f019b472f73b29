package dev.spillway.standalone.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.worker.schedule.StepSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileFileTest {
  @TempDir private Path folder;

  @Test
  void what_was_written_is_read() {
    var reference = Profile.REFERENCE;
    var profile =
        new Profile(
            "a \"name\"",
            reference.bytesPerBlock(),
            reference.kvBytes(),
            16,
            256,
            reference.cost(),
            0.03,
            0.08,
            List.of(new Measured(new StepSize(3, 2, 10, 4), 1.25e-3, 7)));
    var file = folder.resolve("profile.json");
    ProfileFile.write(file, profile);
    assertThat(ProfileFile.read(file)).isEqualTo(profile);
  }

  @ParameterizedTest
  @CsvSource({
    "\"version\" : 1, \"version\" : 2, version must be 1",
    "\"base\" : 0.008, \"base\" : -1, a price must be at least zero",
    "\"base\" : 0.008, \"base\" : \"x\", base must be a number",
    "\"max_running\" : 256, \"max_running\" : 0.5, max_running must be a whole number",
    "{, [, is not JSON"
  })
  void what_is_no_profile_is_refused_by_name(String there, String instead, String message)
      throws IOException {
    var file = folder.resolve("profile.json");
    ProfileFile.write(file, Profile.REFERENCE);
    var text = Files.readString(file);
    assertThat(text).contains(there);
    Files.writeString(file, text.replace(there, instead));
    assertThatThrownBy(() -> ProfileFile.read(file))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message);
  }
}
