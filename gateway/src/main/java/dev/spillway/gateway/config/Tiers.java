package dev.spillway.gateway.config;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The tiers that this gateway knows, cheapest first. Where none is configured they are the demo
 * pair, whose large one costs ten times the small one.
 */
@Singleton
public final class Tiers {
  private static final List<Tier> DEMO =
      List.of(
          new Tier("demo-small", "demo-small", price("0.10", "0.10")),
          new Tier("demo-large", "demo-large", price("1.00", "1.00")));

  private volatile Known known;

  /** One moment's. */
  private record Known(List<Tier> cheapestFirst, Map<String, Tier> byName) {
    static Known of(List<Tier> tiers) {
      var sorted =
          tiers.stream()
              .sorted(
                  Comparator.comparing((Tier tier) -> tier.price().perCompletionToken())
                      .thenComparing(tier -> tier.price().perPromptToken())
                      .thenComparing(Tier::name))
              .toList();
      return new Known(
          sorted, sorted.stream().collect(Collectors.toMap(Tier::name, Function.identity())));
    }
  }

  /**
   * @throws IllegalArgumentException naming the property that is not valid
   */
  @Inject
  public Tiers(TierSource source) {
    this(source.tiers().isEmpty() ? DEMO : read(source.tiers()));
  }

  public Tiers(List<Tier> tiers) {
    known = Known.of(tiers);
  }

  /**
   * Looks at tiers as a whole. When what is answered is run there are these from then on; requests
   * under way keep what they have of the others.
   *
   * @throws IllegalArgumentException naming the property that is not valid
   */
  public Runnable prepare(Map<String, TierConfig> configured) {
    var next = Known.of(read(configured));
    return () -> known = next;
  }

  /** Of the pair that there is where nothing is configured. */
  public static Set<String> demoNames() {
    return DEMO.stream().map(Tier::name).collect(Collectors.toUnmodifiableSet());
  }

  public Optional<Tier> find(String name) {
    return Optional.ofNullable(known.byName().get(name));
  }

  public List<Tier> all() {
    return known.cheapestFirst();
  }

  public Set<String> names() {
    return Set.copyOf(known.byName().keySet());
  }

  private static List<Tier> read(Map<String, TierConfig> configured) {
    return configured.entrySet().stream()
        .map(entry -> read(entry.getKey(), entry.getValue()))
        .toList();
  }

  /**
   * What an upstream serves has the tier's name inside the gateway, so that no worker's model is
   * it.
   */
  private static Tier read(String name, TierConfig config) {
    var property = "spillway.gateway.tiers.\"%s\"".formatted(name);
    try {
      var tier =
          new Tier(
              name,
              config.upstream().isPresent() ? name : config.model().orElse(name),
              price(config));
      // A tier is also a policy of one, so its name has to be a policy's.
      Policy.only(tier);
      return tier;
    } catch (SpillwayException | ArithmeticException e) {
      throw new IllegalArgumentException("%s: %s".formatted(property, e.getMessage()), e);
    }
  }

  private static Price price(TierConfig config) {
    var prompt = amount(config.promptUsdPerMillion());
    var written = config.cacheWriteUsdPerMillion().map(Tiers::amount).orElse(prompt);
    return Price.perMillion(
        prompt,
        config.cachedPromptUsdPerMillion().map(Tiers::amount).orElse(prompt),
        written,
        config.hourWriteUsdPerMillion().map(Tiers::amount).orElse(written),
        amount(config.completionUsdPerMillion()));
  }

  private static BigDecimal amount(BigDecimal usd) {
    if (usd.signum() < 0) {
      throw new ArithmeticException("a price must not be negative");
    }
    return usd;
  }

  private static Price price(String promptUsd, String completionUsd) {
    return Price.perMillion(new BigDecimal(promptUsd), new BigDecimal(completionUsd));
  }
}
