package dev.spillway.standalone;

import dev.spillway.standalone.console.ExitCode;
import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.stores.EmbeddedStores;
import io.quarkus.runtime.Quarkus;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of the gateway between the start and the stop of its stores.
 *
 * <p>A signal (Ctrl-C, SIGTERM) runs all shutdown hooks at once: Quarkus' own, which ends the
 * requests and then the beans, and ours, which therefore waits for the gateway to have stopped
 * before it takes the stores away from under it.
 */
final class Lifecycle implements AutoCloseable {
  private static final long DRAIN_SECONDS = 60;

  private final EmbeddedStores stores;
  private final CountDownLatch gatewayStopped = new CountDownLatch(1);

  private Lifecycle(EmbeddedStores stores) {
    this.stores = stores;
  }

  static Lifecycle closingAtExit(EmbeddedStores stores) {
    var lifecycle = new Lifecycle(stores);
    Runtime.getRuntime().addShutdownHook(new Thread(lifecycle::closeAfterGateway, "stop-stores"));
    return lifecycle;
  }

  /** Blocks until the gateway stops; returns the exit status. */
  int runGateway(Progress progress) {
    var failure = new AtomicReference<@Nullable Throwable>();
    var status = new AtomicInteger(ExitCode.OK);
    Startup.begin(progress);
    Quarkus.run(
        UpApplication.class,
        (code, cause) -> {
          status.set(code);
          failure.set(cause);
        });
    gatewayStopped.countDown();
    var cause = failure.get();
    if (cause != null) {
      throw Startup.failed(cause);
    }
    return status.get();
  }

  @Override
  public void close() {
    gatewayStopped.countDown();
    stores.close();
  }

  private void closeAfterGateway() {
    stores.dismiss();
    try {
      if (!gatewayStopped.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("spillway: the gateway did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stores.close();
  }
}
