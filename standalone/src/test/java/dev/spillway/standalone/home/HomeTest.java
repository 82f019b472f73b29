package dev.spillway.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.standalone.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path folder;

  @Test
  void it_is_the_owners_alone() throws IOException {
    try (var home = Home.open(folder.resolve("deep/home"))) {
      assertThat(Files.getPosixFilePermissions(home.folder()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void it_is_held_by_one_at_a_time() {
    try (var first = Home.open(folder)) {
      assertThatThrownBy(() -> Home.open(folder))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
          .hasMessageContaining(first.folder().toString());
    }
    Home.open(folder).close();
  }

  @Test
  void a_file_in_its_place_is_named() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Home.open(file.resolve("home")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("SPILLWAY_HOME")
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_secret_is_made_once_and_readable_by_its_owner_alone() throws IOException {
    try (var home = Home.open(folder)) {
      var secret = home.secret("name");
      assertThat(secret.value()).hasSizeGreaterThanOrEqualTo(32);
      assertThat(Files.getPosixFilePermissions(secret.file()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(home.secret("name").value()).isEqualTo(secret.value());
      assertThat(home.secret("other").value()).isNotEqualTo(secret.value());
      assertThat(secret.toString()).doesNotContain(secret.value());
    }
  }

  @Test
  void too_little_space_is_said_with_the_folder_and_both_numbers() {
    assertThatThrownBy(() -> FreeSpace.require(folder, 1_000_000_000_000L))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("1000000000000 MB")
        .hasMessageContaining(folder.toString());
  }
}
