package dev.spillway.standalone.console;

/** What the exit status of a command means; {@code --help} repeats it. */
public final class ExitCode {
  /** It was done. */
  public static final int OK = 0;

  /** It began and did not succeed. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** Something on this machine is in the way: a port, a lock, the disk, a file. */
  public static final int IN_THE_WAY = 3;

  /** There is no gateway to talk to. */
  public static final int UNREACHABLE = 4;

  private ExitCode() {}
}
