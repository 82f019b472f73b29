package dev.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheConfigTest {

  private static CacheConfig with(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(CacheConfig.class)
        .build()
        .getConfigMapping(CacheConfig.class);
  }

  @Test
  void the_secret_is_a_variable_of_the_environment() {
    assertThat(with(Map.of("SPILLWAY_CACHE_SECRET", "sixteen-letters!")).secret())
        .contains("sixteen-letters!");
  }

  @Test
  void law_tenants_do_not_meet_unless_it_is_set_nothing_is_shared_by_counting() {
    assertThat(with(Map.of()).sharedAfterTenants()).isZero();
  }

  @Test
  void an_empty_one_is_none() {
    assertThat(with(Map.of()).secret()).isEmpty();
    assertThat(with(Map.of("SPILLWAY_CACHE_SECRET", "")).secret()).isEmpty();
  }
}
