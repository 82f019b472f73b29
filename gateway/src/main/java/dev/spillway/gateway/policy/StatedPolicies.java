package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Makes policies what somebody says that they are, in a transaction of the caller's. To say the
 * same twice changes nothing. What is written is served from when it is committed and {@link
 * #learn} is told of it, or when the next look at the database finds it.
 */
public final class StatedPolicies {
  private final LivePolicies live;
  private final RouterStore models;
  private final Routers routers;
  private final Clock clock;

  StatedPolicies(LivePolicies live, RouterStore models, Routers routers, Clock clock) {
    this.live = live;
    this.models = models;
    this.routers = routers;
    this.clock = clock;
  }

  /**
   * Whether such a policy could be served beside these tiers; only the routers are looked for.
   *
   * @return fails with {@link ErrorKind.InvalidValue} naming the field
   */
  public Uni<Void> check(StatedPolicy policy, Set<String> tiers) {
    return routers
        .load(models, policy.rule().router().stream().toList())
        .invoke(() -> policy.check(tiers, routers));
  }

  /**
   * There is this policy, and it is so.
   *
   * @param tiers those that there will be when it is served
   * @param by who says so, for the history
   * @return fails with {@link Overtaken} if another writer was faster
   */
  public Uni<PolicyChanged> state(
      Mutiny.Session session,
      ChangeLog.Entry entry,
      StatedPolicy policy,
      Set<String> tiers,
      String by) {
    var rules = new PolicyRules(() -> tiers, routers);
    var reader = new PolicyReader(rules, routers);
    var next = new NextVersion(models, routers, rules, reader, () -> live.all().size(), clock);
    var name = rules.checkName(policy.name());
    return PolicyStore.append(
        session,
        entry,
        name,
        history -> next.prepare(policy.change(), history),
        history -> next.decide(name, policy.change(), version -> true, by, history));
  }

  /** These are committed: serves them, and tells the other gateways if there is anything new. */
  public void learn(List<PolicyChanged> changes) {
    live.learn(changes);
  }
}
