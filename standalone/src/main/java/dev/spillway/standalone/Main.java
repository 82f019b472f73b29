package dev.spillway.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;

/** Where {@code java -jar quarkus-run.jar} begins: the command line decides what is started. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... arguments) {
    System.exit(SpillwayCommand.execute(arguments));
  }
}
