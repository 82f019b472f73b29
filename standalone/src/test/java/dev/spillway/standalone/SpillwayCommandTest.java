package dev.spillway.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.testkit.Ports;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillwayCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "up --help",
        "chat --help",
        "replay --help",
        "profile --help",
        "check --help"
      })
  void help_and_version_are_a_success(String line) {
    assertThat(SpillwayCommand.execute(line.split(" "))).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "up --port x",
        "up --port 65536",
        "up --port -1",
        "chat --url localhost:8080 hello",
        "chat --url localhost hello",
        "chat --url http:// hello",
        "chat --frobnicate",
        "up extra",
        "replay",
        "profile extra"
      })
  void what_it_does_not_know_is_wrong_usage(String line) {
    assertThat(SpillwayCommand.execute(line.split(" "))).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void no_command_is_wrong_usage() {
    assertThat(SpillwayCommand.execute()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void a_chat_with_nobody_has_a_status_of_its_own() {
    assertThat(
            SpillwayCommand.execute("chat", "--url", "http://localhost:" + Ports.free(), "hello"))
        .isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void a_file_of_settings_that_is_not_there_is_said_in_one_line() {
    assertThatThrownBy(() -> Preconditions.requireRight(Path.of("/nowhere/spillway.yaml")))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> {
              assertThat(failure.line()).isEqualTo("there is no file /nowhere/spillway.yaml");
              assertThat(failure.exitCode()).isEqualTo(ExitCode.IN_THE_WAY);
            });
  }

  @Test
  void a_missing_folder_of_models_is_in_the_way() {
    assertThat(
            SpillwayCommand.execute(
                "up", "--models", "/nowhere/at/all", "--port", Integer.toString(Ports.free())))
        .isEqualTo(ExitCode.IN_THE_WAY);
  }
}
