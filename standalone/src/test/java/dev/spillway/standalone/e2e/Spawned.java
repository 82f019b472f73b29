package dev.spillway.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** {@code ./spillway} as a process of its own, with nothing of this process' environment. */
final class Spawned implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path output;

  private Spawned(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Spawned start(Map<String, String> environment, String... arguments) {
    try {
      var command = new ArrayList<>(List.of(Installation.script().toString()));
      command.addAll(List.of(arguments));
      var output = Files.createTempFile("spillway-e2e-", ".out");
      output.toFile().deleteOnExit();
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("SPILLWAY_"));
      builder.environment().put("SPILLWAY_SKIP_BUILD", "1");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("SPILLWAY_MODELS", Installation.models().toString());
      builder.environment().putAll(environment);
      return new Spawned(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The processes that it started and those that they started. */
  List<ProcessHandle> descendants() {
    return process.toHandle().descendants().toList();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when the address answers with 200; fails with the output if the process ends first. */
  Spawned awaitOk(URI address) {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
      await(
          () -> {
            try {
              return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
              return false;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return false;
            }
          });
    }
    return this;
  }

  /** Returns when the output has this text. */
  Spawned awaitOutput(String text) {
    await(() -> output().contains(text));
    return this;
  }

  /** Sends SIGTERM and returns the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return awaitExit();
  }

  /** Sends a signal by its name without {@code SIG}. */
  void signal(String name) throws IOException, InterruptedException {
    var sent = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    assertThat(sent).isZero();
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("the process ends; its output:%n%s", output())
        .isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void await(BooleanSupplier condition) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("it runs; its output:%n%s", output()).isTrue();
      assertThat(System.nanoTime()).as("in time; its output:%n%s", output()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
