package dev.spillway.standalone;

import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.file.FileLocation;
import dev.spillway.gateway.file.FileReader;
import dev.spillway.gateway.file.Reading;
import dev.spillway.gateway.file.Summary;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.worker.server.WorkerConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether a {@code spillway.yaml} is right, and starts nothing for it. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks a spillway.yaml as a gateway would, and says what it means or all that is wrong.",
      "It needs no database. Whether a learned router exists is found out when the file is applied."
    },
    footer = {
      "",
      "Exit status: 0 right, 1 something is wrong, 2 wrong usage, 3 there is no such file."
    })
final class CheckCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "Default: SPILLWAY_CONFIG, else ./spillway.yaml, else spillway.yaml in SPILLWAY_HOME")
  private Optional<String> file = Optional.empty();

  @Option(
      names = "--without-secrets",
      description = "Do not look for the variables and files of keys, which may be elsewhere")
  private boolean withoutSecrets;

  // picocli sets it before call().
  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  CheckCommand() {}

  /** All properties that a process may know. */
  static List<Class<?>> mappings() {
    return List.of(GatewayConfig.class, CacheConfig.class, WorkerConfig.class);
  }

  /** What stands in the file, read as a gateway in this environment would. */
  static Reading read(Path file, boolean withoutSecrets) {
    return new FileReader(System::getenv, !withoutSecrets, mappings()).read(file);
  }

  static Optional<Path> find(Optional<String> named, Path home) {
    return FileLocation.find(
        named.or(() -> Optional.ofNullable(System.getenv("SPILLWAY_CONFIG"))),
        Optional.of(home.toString()));
  }

  @Override
  public Integer call() {
    var home = Optional.ofNullable(System.getenv("SPILLWAY_HOME"));
    var path =
        find(file, home.map(Path::of).orElse(Path.of(System.getProperty("user.home"), ".spillway")))
            .orElseThrow(
                () ->
                    CommandFailure.inTheWay(
                        "there is no spillway.yaml here or in SPILLWAY_HOME; name the file"));
    if (!Files.isRegularFile(path)) {
      throw CommandFailure.inTheWay("there is no file " + path);
    }
    var reading = read(path, withoutSecrets);
    if (reading.file().isEmpty()) {
      print(spec.commandLine().getErr(), reading);
      return ExitCode.FAILED;
    }
    var out = spec.commandLine().getOut();
    out.println(path + " is right.");
    Summary.lines(reading.file().get()).forEach(line -> out.println("  " + line));
    return ExitCode.OK;
  }

  static void print(PrintWriter err, Reading wrong) {
    wrong.problems().forEach(err::println);
    err.println(
        wrong.problems().size() == 1
            ? "1 mistake"
            : "%d mistakes".formatted(wrong.problems().size()));
  }
}
