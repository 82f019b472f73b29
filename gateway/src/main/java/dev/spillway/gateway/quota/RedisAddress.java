package dev.spillway.gateway.quota;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where Quarkus' own client finds Redis, for one with a connection of its own. */
@Singleton
class RedisAddress {
  private final List<String> hosts;
  private final String type;
  private final Optional<String> masterName;

  RedisAddress(
      @ConfigProperty(name = "quarkus.redis.hosts", defaultValue = "redis://localhost:6379")
          List<String> hosts,
      @ConfigProperty(name = "quarkus.redis.client-type", defaultValue = "standalone") String type,
      @ConfigProperty(name = "quarkus.redis.master-name") Optional<String> masterName) {
    this.hosts = List.copyOf(hosts);
    this.type = type;
    this.masterName = masterName;
  }

  /**
   * @param underWay commands that may be without a reply
   */
  Supplier<Redis> clients(Vertx vertx, int underWay) {
    var options =
        new RedisOptions()
            .setType(RedisClientType.valueOf(type.toUpperCase(Locale.ROOT)))
            .setMaxWaitingHandlers(2 * underWay + 64);
    hosts.forEach(host -> options.addConnectionString(host.strip()));
    masterName.ifPresent(options::setMasterName);
    return () -> Redis.createClient(vertx, options);
  }
}
