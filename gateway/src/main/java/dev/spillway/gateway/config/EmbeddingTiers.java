package dev.spillway.gateway.config;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.Money;
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The tiers that embed, by name. They answer no chats, and no policy knows them. Where none is
 * configured there is one, {@code minilm}, which the workers serve for nothing.
 */
@Singleton
public final class EmbeddingTiers {
  private static final String MINI_LM = "minilm";

  /** Of all-MiniLM-L6-v2. */
  private static final int MINI_LM_DIMENSIONS = 384;

  private final Map<String, EmbeddingTier> byName = new TreeMap<>();

  /**
   * One of them.
   *
   * @param dimensions of its vectors; absent where nobody has said
   * @param upstream whether an engine that is not ours serves it
   */
  public record EmbeddingTier(Tier tier, OptionalInt dimensions, boolean upstream) {}

  /**
   * @throws IllegalArgumentException naming the property that is not valid
   */
  @Inject
  public EmbeddingTiers(GatewayConfig config, Tiers chats) {
    if (config.embeddingTiers().isEmpty()) {
      var free = new Tier(MINI_LM, MINI_LM, new Price(Money.ZERO, Money.ZERO));
      byName.put(MINI_LM, new EmbeddingTier(free, OptionalInt.of(MINI_LM_DIMENSIONS), false));
    }
    config.embeddingTiers().forEach((name, tier) -> byName.put(name, read(name, tier, chats)));
  }

  public Optional<EmbeddingTier> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public List<EmbeddingTier> all() {
    return List.copyOf(byName.values());
  }

  private static EmbeddingTier read(String name, EmbeddingTierConfig config, Tiers chats) {
    var property = property(name);
    if (chats.find(name).isPresent()) {
      throw new IllegalArgumentException(property + ": there is a tier of this name");
    }
    if (config.usdPerMillion().signum() < 0) {
      throw new IllegalArgumentException(property + ": a price must not be negative");
    }
    var upstream = config.upstream().isPresent();
    var dimensions = config.dimensions();
    if (dimensions.isPresent() && dimensions.getAsInt() < 1) {
      throw new IllegalArgumentException(property + ".dimensions: must be at least 1");
    }
    if (!upstream && dimensions.orElse(MINI_LM_DIMENSIONS) != MINI_LM_DIMENSIONS) {
      throw new IllegalArgumentException(
          "%s.dimensions: those of workers are %d".formatted(property, MINI_LM_DIMENSIONS));
    }
    try {
      var price = Price.perMillion(config.usdPerMillion(), BigDecimal.ZERO);
      var tier = new Tier(name, name, price);
      // Names are like those of other tiers.
      Policy.only(tier);
      return new EmbeddingTier(
          tier, upstream ? dimensions : OptionalInt.of(MINI_LM_DIMENSIONS), upstream);
    } catch (SpillwayException | ArithmeticException e) {
      throw new IllegalArgumentException("%s: %s".formatted(property, e.getMessage()), e);
    }
  }

  /** What its settings begin with. */
  public static String property(String name) {
    return "spillway.gateway.embedding-tiers.\"%s\"".formatted(name);
  }
}
