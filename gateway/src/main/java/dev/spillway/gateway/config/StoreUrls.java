package dev.spillway.gateway.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Where the stores are, each in one setting: {@code SPILLWAY_DATABASE_URL} ({@code
 * postgresql://user:password@host:port/name}) and {@code SPILLWAY_REDIS_URL} ({@code
 * redis://[:password@]host:port}), or the properties {@code spillway.database-url} and {@code
 * spillway.redis-url}. What Quarkus' clients are told follows from them; a setting of Quarkus' own
 * names in the environment or on the command line goes first.
 */
public final class StoreUrls implements ConfigSourceFactory {
  /** Above the properties of an application, below the environment. */
  private static final int ORDINAL = 275;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var settings = new HashMap<String, String>();
    value(context, "spillway.redis-url").ifPresent(url -> settings.put("quarkus.redis.hosts", url));
    value(context, "spillway.database-url")
        .map(DatabaseUrl::parse)
        .ifPresent(url -> settings.putAll(settings(url)));
    return List.of(new PropertiesConfigSource(settings, "spillway store addresses", ORDINAL));
  }

  private static Map<String, String> settings(DatabaseUrl url) {
    return Map.of(
        "quarkus.datasource.username", url.user(),
        "quarkus.datasource.password", url.password(),
        "quarkus.datasource.reactive.url", url.reactive(),
        "quarkus.datasource.jdbc.url", url.jdbc());
  }

  private static Optional<String> value(ConfigSourceContext context, String name) {
    return Optional.ofNullable(context.getValue(name))
        .map(ConfigValue::getValue)
        .filter(text -> !text.isBlank());
  }
}
