package dev.spillway.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a real PostgreSQL and a real Redis: annotate it with
 * {@code @WithTestResource(StoresResource.class)}.
 *
 * <p>All tests of one JVM share one pair of servers ({@link Stores#shared()}), which end with the
 * JVM; a Quarkus that restarts between two test classes therefore finds its data again.
 */
public final class StoresResource implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return Stores.shared().quarkusProperties();
  }

  /** Nothing to do: the servers are the JVM's, not this test's. */
  @Override
  public void stop() {}
}
