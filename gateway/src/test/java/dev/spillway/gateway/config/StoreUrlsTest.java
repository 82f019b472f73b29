package dev.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoreUrlsTest {

  @Test
  void one_address_for_each_store_is_what_the_clients_of_quarkus_are_told() {
    var config =
        with(
            Map.of(
                "spillway.database-url", "postgresql://ada:secret@db/app",
                "spillway.redis-url", "redis://:word@cache:6380"));
    assertThat(value(config, "quarkus.redis.hosts")).isEqualTo("redis://:word@cache:6380");
    assertThat(value(config, "quarkus.datasource.username")).isEqualTo("ada");
    assertThat(value(config, "quarkus.datasource.password")).isEqualTo("secret");
    assertThat(value(config, "quarkus.datasource.jdbc.url"))
        .isEqualTo("jdbc:postgresql://db:5432/app");
    assertThat(value(config, "quarkus.datasource.reactive.url"))
        .isEqualTo("postgresql://db:5432/app");
  }

  @Test
  void without_them_nothing_is_said() {
    assertThat(value(with(Map.of()), "quarkus.redis.hosts")).isNull();
  }

  @Test
  void what_is_said_in_quarkus_own_words_goes_first() {
    var config =
        with(
            Map.of(
                "spillway.redis-url", "redis://one:1",
                "quarkus.redis.hosts", "redis://two:2"));
    assertThat(value(config, "quarkus.redis.hosts")).isEqualTo("redis://two:2");
  }

  private static @Nullable String value(SmallRyeConfig config, String name) {
    return config.getConfigValue(name).getValue();
  }

  private static SmallRyeConfig with(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(environment, "environment", 300))
        .withSources(new StoreUrls())
        .build();
  }
}
