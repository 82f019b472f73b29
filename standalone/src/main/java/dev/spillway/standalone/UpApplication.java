package dev.spillway.standalone;

import dev.spillway.standalone.console.ExitCode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** Runs when gateway and worker are ready: greets, and waits to be stopped. */
public final class UpApplication implements QuarkusApplication {
  private final Banner banner;

  UpApplication(Banner banner) {
    this.banner = banner;
  }

  @Override
  public int run(String... arguments) {
    Startup.done(banner.url());
    banner.print(System.out);
    Quarkus.waitForExit();
    System.out.println("Stopping.");
    return ExitCode.OK;
  }
}
