package dev.spillway.standalone.console;

import org.jspecify.annotations.Nullable;

/** Ends a command: one line that says what is wrong and what to do, and an {@link ExitCode}. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String line;

  private CommandFailure(int exitCode, String line, @Nullable Throwable cause) {
    super(line, cause, false, false);
    this.exitCode = exitCode;
    this.line = line;
  }

  public static CommandFailure inTheWay(String line) {
    return new CommandFailure(ExitCode.IN_THE_WAY, line, null);
  }

  public static CommandFailure inTheWay(String line, Throwable cause) {
    return new CommandFailure(ExitCode.IN_THE_WAY, line, cause);
  }

  public static CommandFailure usage(String line) {
    return new CommandFailure(ExitCode.USAGE, line, null);
  }

  public static CommandFailure failed(String line) {
    return new CommandFailure(ExitCode.FAILED, line, null);
  }

  public static CommandFailure unreachable(String line) {
    return new CommandFailure(ExitCode.UNREACHABLE, line, null);
  }

  public int exitCode() {
    return exitCode;
  }

  /** What the person at the terminal reads. */
  public String line() {
    return line;
  }
}
