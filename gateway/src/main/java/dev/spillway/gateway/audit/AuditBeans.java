package dev.spillway.gateway.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.policy.Database;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class AuditBeans {

  @Produces
  @Singleton
  AuditStore store(Database database, ObjectMapper json) {
    return new AuditStore(database, json, Clock.systemUTC());
  }

  @Produces
  @Singleton
  AuditSweep sweep(Database database, GatewayConfig config) {
    var audit = config.audit();
    return new AuditSweep(database, Clock.systemUTC(), audit.retention(), audit.maxRows());
  }
}
