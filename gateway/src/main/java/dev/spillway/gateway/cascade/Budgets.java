package dev.spillway.gateway.cascade;

import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.budget.BudgetController;
import dev.spillway.router.budget.Pace;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps policies to what their requests may cost in the mean: a {@link BudgetController} for each
 * policy that has a budget.
 *
 * <p>Each gateway keeps the budget for the requests that it serves, and tells nobody. Where each of
 * several keeps its mean below a bound, so do they together, however unevenly requests and their
 * costs are spread, so nothing needs to be shared and nothing waits for Redis. What that costs: a
 * gateway that starts, or whose policy's budget is changed, begins with an even balance, so each
 * may once spend a burst beyond the budget; and what one leaves unspent the others do not spend.
 */
@Singleton
public final class Budgets {
  /** What a reply costs before any was seen: only the burst depends on it. */
  private static final Usage TYPICAL = new Usage(256, 0, 256);

  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Kept> byPolicy = new ConcurrentHashMap<>();

  private record Kept(double asked, List<Tier> tiers, BudgetController controller) {}

  Budgets(MeterRegistry registry) {
    this.registry = registry;
  }

  Pace pace(CascadeRequest request) {
    return controller(request).map(BudgetController::pace).orElse(Pace.FREE);
  }

  /** A request is over, however it ended. */
  void settle(CascadeRequest request, Money cost) {
    controller(request).ifPresent(kept -> kept.settle(cost.usd().doubleValue()));
  }

  /** What this gateway spent for a policy that has a budget. */
  public Optional<BudgetController.Spending> spending(String policy) {
    return Optional.ofNullable(byPolicy.get(policy)).map(kept -> kept.controller().spending());
  }

  /** There are as many as policies. */
  private Optional<BudgetController> controller(CascadeRequest request) {
    var policy = request.policy();
    var budget = policy.conduct().budget();
    if (budget.isEmpty() || request.version().isEmpty()) {
      return Optional.empty();
    }
    double asked = budget.getAsDouble() / 1_000;
    var kept = byPolicy.get(policy.name());
    if (kept == null || kept.asked() != asked || !kept.tiers().equals(request.tiers())) {
      kept =
          byPolicy.compute(
              policy.name(),
              (name, known) ->
                  known != null && known.asked() == asked && known.tiers().equals(request.tiers())
                      ? known
                      : begin(name, asked, request.tiers()));
    }
    return Optional.of(kept.controller());
  }

  private Kept begin(String policy, double asked, List<Tier> tiers) {
    double dearest =
        tiers.stream()
            .mapToDouble(tier -> tier.price().of(TYPICAL).usd().doubleValue())
            .max()
            .orElse(0);
    Gauge.builder(
            "spillway.budget.realised",
            () -> spending(policy).map(BudgetController.Spending::realised).orElse(1.0))
        .description("What a policy's requests cost, as a share of what they may")
        .tag("policy", policy)
        .register(registry);
    return new Kept(asked, tiers, BudgetController.of(asked, 0, dearest));
  }
}
