package dev.spillway.gateway.file;

import static dev.spillway.gateway.policy.SecondGateway.NEVER;
import static dev.spillway.gateway.policy.SecondGateway.redisUrl;

import dev.spillway.gateway.audit.AuditChanges;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.Given;
import dev.spillway.gateway.config.TierConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.policy.SecondGateway;
import dev.spillway.gateway.tenancy.StatedTenants;
import dev.spillway.gateway.workers.LiveTiers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Another gateway that goes by a file, on the stores of the first, without anybody it serves. */
record FileGateway(SecondGateway stores, Tiers tiers, FileApplier applier)
    implements AutoCloseable {

  /** Makes them. */
  @Singleton
  static final class Maker {
    private final Vertx vertx;
    private final Mutiny.SessionFactory sessions;
    private final StatedTenants tenants;
    private final EmbeddingTiers embedding;
    private final AuditChanges log;

    Maker(
        Vertx vertx,
        Mutiny.SessionFactory sessions,
        StatedTenants tenants,
        EmbeddingTiers embedding,
        AuditChanges log) {
      this.vertx = vertx;
      this.sessions = sessions;
      this.tenants = tenants;
      this.embedding = embedding;
      this.log = log;
    }

    /**
     * @param first what it was started with
     */
    FileGateway make(SpillwayFile first, WatchedFile watched) {
      var tiers = new Tiers(first::tiers);
      var stores = new SecondGateway(vertx, sessions, redisUrl(), NEVER, tiers::names).start();
      return new FileGateway(
          stores,
          tiers,
          new FileApplier(
              stores.policies,
              stores.stated,
              new FileTransaction(stores.database, stores.stated, tenants, log, watched, vertx),
              tiers,
              embedding,
              new PricesAlone(tiers),
              new Given(),
              new SimpleMeterRegistry()));
    }
  }

  /** Tiers without anybody who serves them. */
  private record PricesAlone(Tiers tiers) implements LiveTiers {
    @Override
    public Runnable prepare(Map<String, TierConfig> next) {
      return tiers.prepare(next);
    }

    @Override
    public Optional<Integer> retries(String tier) {
      return Optional.empty();
    }
  }

  int version(String policy) {
    return stores.policies.find(policy).orElseThrow().version();
  }

  @Override
  public void close() {
    stores.close();
  }
}
