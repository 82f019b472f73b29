package dev.spillway.standalone.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeeperTest {
  private static final Duration OFTEN = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Server server = new Server();

  /** One that does not start again at the first two tries. */
  private static final class Server implements StoreProcess {
    private final AtomicInteger tries = new AtomicInteger();
    private volatile boolean running = true;
    private volatile boolean stopped;

    @Override
    public String name() {
      return "a server";
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public void restart() throws IOException {
      if (tries.incrementAndGet() < 3) {
        throw new IOException("something is in the way");
      }
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      stopped = true;
    }
  }

  @Test
  void a_server_that_ends_is_started_until_it_runs() throws Exception {
    var keeper = Keeper.over(server, OFTEN);
    server.running = false;
    Await.until(() -> server.running);
    assertThat(server.tries).hasValue(3);
    keeper.stop();
    assertThat(keeper.join(PATIENCE)).isTrue();
  }

  @Test
  void a_server_that_is_stopped_is_not_started_again() throws Exception {
    var keeper = Keeper.over(server, OFTEN);
    keeper.stop();
    assertThat(server.stopped).isTrue();
    assertThat(keeper.join(PATIENCE)).isTrue();
    assertThat(server.tries).hasValue(0);
  }

  @Test
  void a_server_that_may_end_is_not_started_again() throws Exception {
    var keeper = Keeper.over(server, OFTEN);
    keeper.dismiss();
    server.running = false;
    assertThat(keeper.join(PATIENCE)).isTrue();
    assertThat(server.tries).hasValue(0);
    assertThat(server.stopped).isFalse();
  }
}
