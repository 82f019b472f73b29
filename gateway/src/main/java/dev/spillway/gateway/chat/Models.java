package dev.spillway.gateway.chat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.EmbeddingTiers;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.learning.DriftWatch;
import dev.spillway.gateway.policy.Policies;
import dev.spillway.gateway.policy.VersionedPolicy;
import dev.spillway.gateway.tenancy.Access;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What clients may write as {@code model}: tiers, also those that embed, and policies in force. */
@Singleton
public final class Models {

  /**
   * One of them.
   *
   * @param since when it became what it is
   */
  public record Model(String name, Instant since) {}

  private final Tiers tiers;
  private final EmbeddingTiers embedding;
  private final Policies policies;
  private final DriftWatch drift;
  private final Instant since = Instant.now();

  @Inject
  Models(Tiers tiers, EmbeddingTiers embedding, Policies policies, DriftWatch drift) {
    this.tiers = tiers;
    this.embedding = embedding;
    this.policies = policies;
    this.drift = drift;
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.ModelNotFound}, also for what the caller may
   *     not ask: whether it exists is not the caller's to know
   */
  Route route(String model, Access caller) {
    if (!caller.mayAsk(model)) {
      throw new SpillwayException(noChat(model, caller));
    }
    var tier = tiers.find(model);
    return tier.isPresent()
        ? new Route(Policy.only(tier.get()), OptionalInt.empty(), List.of(tier.get()))
        : policies
            .find(model)
            .map(drift::serving)
            .map(this::route)
            .orElseThrow(() -> new SpillwayException(noChat(model, caller)));
  }

  private Route route(VersionedPolicy versioned) {
    var policy = versioned.policy();
    return new Route(
        policy,
        OptionalInt.of(versioned.version()),
        policy.tiers().stream().map(this::tier).toList());
  }

  private Tier tier(String name) {
    return tiers
        .find(name)
        .orElseThrow(
            () ->
                new SpillwayException(
                    new ErrorKind.Internal("the policy names a tier that is not configured")));
  }

  /** What the caller may ask, also for vectors. */
  public List<Model> all(Access caller) {
    return Stream.concat(
            chats(caller),
            embedding.all().stream()
                .map(each -> new Model(each.tier().name(), since))
                .filter(model -> caller.mayAsk(model.name())))
        .toList();
  }

  /** Those that chat. */
  public Stream<Model> chats(Access caller) {
    return Stream.concat(
            policies.all().stream()
                .map(policy -> new Model(policy.policy().name(), policy.changedAt())),
            tiers.all().stream().map(tier -> new Model(tier.name(), since)))
        .filter(model -> caller.mayAsk(model.name()));
  }

  /**
   * One that chats.
   *
   * @throws SpillwayException with {@link ErrorKind.ModelNotFound}
   */
  public Model findChat(String id, Access caller) {
    return chats(caller)
        .filter(model -> model.name().equals(id))
        .findFirst()
        .orElseThrow(() -> new SpillwayException(noChat(id, caller)));
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.ModelNotFound}
   */
  public Model find(String id, Access caller) {
    return all(caller).stream()
        .filter(model -> model.name().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new SpillwayException(
                    new ErrorKind.ModelNotFound(
                        id, all(caller).stream().map(Model::name).toList())));
  }

  /**
   * The tier that embeds.
   *
   * @throws SpillwayException with {@link ErrorKind.ModelNotFound}, also for what the caller may
   *     not ask
   */
  public EmbeddingTiers.EmbeddingTier embedder(String model, Access caller) {
    return embedding
        .find(model)
        .filter(tier -> caller.mayAsk(model))
        .orElseThrow(
            () ->
                new SpillwayException(
                    new ErrorKind.ModelNotFound(
                        model,
                        embedding.all().stream()
                            .map(each -> each.tier().name())
                            .filter(caller::mayAsk)
                            .toList())));
  }

  private ErrorKind noChat(String model, Access caller) {
    return new ErrorKind.ModelNotFound(model, chats(caller).map(Model::name).toList());
  }
}
