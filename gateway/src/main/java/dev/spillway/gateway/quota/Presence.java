package dev.spillway.gateway.quota;

import java.time.Duration;
import java.util.UUID;

/** How many gateways share the limits, as this one last heard. */
final class Presence {
  /** One that was not heard of for so long is gone. */
  static final Duration COUNTS = Duration.ofSeconds(10);

  private final String self = UUID.randomUUID().toString();
  private volatile int gateways = 1;

  int gateways() {
    return gateways;
  }

  /** An outage keeps the last count. */
  void tell(RedisLedger ledger) {
    ledger.present(self, COUNTS).onSuccess(count -> gateways = Math.max(1, count));
  }
}
