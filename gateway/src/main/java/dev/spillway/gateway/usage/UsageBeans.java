package dev.spillway.gateway.usage;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.policy.Database;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires this package. */
@Singleton
class UsageBeans {

  @Produces
  @Singleton
  UsageStore store(Database database, ObjectMapper json) {
    return new UsageStore(database, json);
  }

  @Produces
  @Singleton
  UsageQueue queue(UsageStore store, MeterRegistry meters) {
    return new UsageQueue(store::add, meters);
  }
}
