package dev.spillway.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.standalone.console.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int check(String... arguments) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("spillway.yaml"), text).toString();
  }

  @Test
  void a_right_file_is_said_in_a_few_lines() throws IOException {
    var file = file("settings: {worker: {max-running: 4}, gateway.deadline: 30s}\n");
    assertThat(check(file)).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains(file + " is right.", "spillway.gateway.deadline, spillway.worker.max-running");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void all_that_is_wrong_is_said_with_its_line() throws IOException {
    var file = file("settings:\n  worker: {max-runing: 4}\ntier: {}\n");
    assertThat(check(file)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString().lines())
        .containsExactly(
            file
                + ":2:12: settings.worker.max-runing: there is no such setting; did you mean"
                + " max-running?",
            file + ":3:1: tier: there is no such key; did you mean tiers?",
            "2 mistakes");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_in_the_way() {
    assertThat(SpillwayCommand.execute("check", folder.resolve("none.yaml").toString()))
        .isEqualTo(ExitCode.IN_THE_WAY);
  }
}
