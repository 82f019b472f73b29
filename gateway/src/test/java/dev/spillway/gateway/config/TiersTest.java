package dev.spillway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.router.Money;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TiersTest {

  private static Tiers tiers(Map<String, String> properties) {
    var config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .withConverter(Duration.class, 200, new DurationConverter())
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withMapping(GatewayConfig.class)
            .build();
    return new Tiers(config.getConfigMapping(GatewayConfig.class)::tiers);
  }

  @Test
  void without_configuration_they_are_the_demo_pair_and_large_costs_ten_times_small() {
    var tiers = tiers(Map.of());
    assertThat(tiers.all()).extracting(Tier::name).containsExactly("demo-small", "demo-large");
    var small = tiers.find("demo-small").orElseThrow().price();
    var large = tiers.find("demo-large").orElseThrow().price();
    assertThat(large.perPromptToken()).isEqualTo(small.perPromptToken().times(10));
    assertThat(large.perCompletionToken()).isEqualTo(small.perCompletionToken().times(10));
  }

  @Test
  void configured_tiers_replace_the_demo_pair() {
    var tiers =
        tiers(
            Map.of(
                "spillway.gateway.tiers.\"gpt-9.1\".model", "gpt-9",
                "spillway.gateway.tiers.\"gpt-9.1\".prompt-usd-per-million", "2.5",
                "spillway.gateway.tiers.\"gpt-9.1\".completion-usd-per-million", "10"));
    assertThat(tiers.names()).containsExactly("gpt-9.1");
    assertThat(tiers.find("gpt-9.1").orElseThrow().model()).isEqualTo("gpt-9");
  }

  @Test
  void cached_tokens_may_have_prices_of_their_own() {
    var prefix = "spillway.gateway.tiers.big.";
    var properties =
        new HashMap<>(
            Map.of(
                prefix + "prompt-usd-per-million", "3",
                prefix + "completion-usd-per-million", "15"));
    var plain = tiers(properties).find("big").orElseThrow().price();
    assertThat(plain.perCachedToken()).isEqualTo(plain.perPromptToken());
    assertThat(plain.perCacheWriteToken()).isEqualTo(plain.perPromptToken());
    properties.put(prefix + "cached-prompt-usd-per-million", "0.3");
    properties.put(prefix + "cache-write-usd-per-million", "3.75");
    assertThat(tiers(properties).find("big").orElseThrow().price())
        .isEqualTo(
            new Price(
                new Money(3_000_000),
                new Money(300_000),
                new Money(3_750_000),
                new Money(3_750_000),
                new Money(15_000_000)));
    properties.put(prefix + "hour-write-usd-per-million", "6");
    assertThat(tiers(properties).find("big").orElseThrow().price().perHourWriteToken())
        .isEqualTo(new Money(6_000_000));
    properties.put(prefix + "cached-prompt-usd-per-million", "-0.3");
    assertThatThrownBy(() -> tiers(properties)).hasMessageContaining("tiers.\"big\"");
  }

  @ParameterizedTest
  @CsvSource({"Big,1,1", "big,-1,1", "big,1,0.0000001"})
  void a_tier_that_cannot_be_is_refused_by_name(String name, String prompt, String completion) {
    var properties =
        Map.of(
            "spillway.gateway.tiers." + name + ".prompt-usd-per-million",
            prompt,
            "spillway.gateway.tiers." + name + ".completion-usd-per-million",
            completion);
    assertThatThrownBy(() -> tiers(properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spillway.gateway.tiers.\"" + name + "\"");
  }
}
