package dev.spillway.standalone;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.standalone.chat.ChatCommand;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.ExitCode;
import dev.spillway.standalone.home.Build;
import dev.spillway.standalone.profile.ProfileCommand;
import dev.spillway.standalone.replay.ReplayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. What a command throws as a {@link CommandFailure} is one line and a status. */
@Command(
    name = "spillway",
    description = "Answers each request with the cheapest model that is good enough.",
    subcommands = {
      UpCommand.class,
      ChatCommand.class,
      ReplayCommand.class,
      ProfileCommand.class,
      CheckCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = SpillwayCommand.Version.class)
final class SpillwayCommand {
  SpillwayCommand() {}

  /** Returns the exit status. */
  static int execute(String... arguments) {
    return new CommandLine(new SpillwayCommand())
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              if (exception instanceof CommandFailure failure) {
                line.getErr().println("spillway: " + failure.line());
                return failure.exitCode();
              }
              if (exception instanceof SpillwayException refusal) {
                line.getErr().println("spillway: " + refusal.getMessage());
                return ExitCode.USAGE;
              }
              throw exception;
            })
        .setParameterExceptionHandler(
            (exception, given) -> {
              var command = exception.getCommandLine();
              command
                  .getErr()
                  .printf(
                      "spillway: %s; see '%s --help'%n",
                      exception.getMessage(), command.getCommandSpec().qualifiedName());
              return ExitCode.USAGE;
            })
        .execute(arguments);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"spillway " + Build.version()};
    }
  }
}
