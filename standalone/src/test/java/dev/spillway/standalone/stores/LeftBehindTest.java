package dev.spillway.standalone.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftBehindTest {
  @TempDir private Path folder;

  @Test
  void a_running_process_counts_only_if_it_runs_our_program() throws IOException {
    var own = ProcessHandle.current();
    var file = Files.writeString(folder.resolve("pid"), own.pid() + "\nmore\n");
    assertThat(LeftBehind.find(file, "java")).contains(own);
    assertThat(LeftBehind.find(file, "postgres")).isEmpty();
  }

  @Test
  void no_file_and_nonsense_in_it_are_nobody() throws IOException {
    assertThat(LeftBehind.find(folder.resolve("none"), "java")).isEmpty();
    assertThat(LeftBehind.find(Files.writeString(folder.resolve("bad"), "x"), "java")).isEmpty();
    assertThat(LeftBehind.find(Files.writeString(folder.resolve("empty"), ""), "java")).isEmpty();
  }

  @Test
  void the_archive_of_each_platform_has_the_name_that_its_jar_uses() {
    assertThat(PostgresPrograms.resourceName("Linux", "amd64"))
        .isEqualTo("postgres-linux-x86_64.txz");
    assertThat(PostgresPrograms.resourceName("Mac OS X", "aarch64"))
        .isEqualTo("postgres-darwin-arm_64.txz");
  }
}
