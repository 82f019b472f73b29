package dev.spillway.gateway.policy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Which outages there are now. Each is logged once when it begins and once when it ends, however
 * many requests notice it, and is a gauge {@code spillway_outage} that is 1 while it lasts.
 *
 * <p>Law: no silent slow path.
 */
@Singleton
public class Outages {
  private static final Logger LOG = Logger.getLogger(Outages.class);

  private final Map<Outage, AtomicBoolean> now = new EnumMap<>(Outage.class);

  Outages(MeterRegistry metrics) {
    for (var outage : Outage.values()) {
      var state = new AtomicBoolean();
      now.put(outage, state);
      Gauge.builder("spillway.outage", state, on -> on.get() ? 1 : 0)
          .description("1 while the gateway does without this dependency")
          .tag("dependency", outage.dependency())
          .register(metrics);
    }
  }

  /** Takes note that it is away. Cheap to repeat. */
  public void begin(Outage outage, Throwable cause) {
    if (state(outage).compareAndSet(false, true)) {
      LOG.warnf("%s is away (%s): %s", outage.dependency(), describe(cause), outage.consequence());
    }
  }

  /** Takes note that it answered. Cheap to repeat. */
  public void end(Outage outage) {
    if (state(outage).compareAndSet(true, false)) {
      LOG.infof("%s is back", outage.dependency());
    }
  }

  public boolean isOn(Outage outage) {
    return state(outage).get();
  }

  private AtomicBoolean state(Outage outage) {
    return Objects.requireNonNull(now.get(outage));
  }

  /** One line on the cause of all. */
  private static String describe(Throwable failure) {
    var root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return Optional.ofNullable(root.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(root.getClass().getSimpleName());
  }
}
