package dev.spillway.gateway.cascade;

import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * Asks, beside an answer that is complete, the tiers that were not asked for it, so that one knows
 * what they would have replied.
 *
 * <p>Which requests these are is drawn with the shares that the policy's {@link
 * dev.spillway.router.policy.Conduct} names, and nothing else goes into the draw: so the
 * probability is known, and is kept with the decision. The client has its answer by then; it
 * neither waits for this nor pays for it. What it costs is counted as the tiers' cost, as all else,
 * and once more by itself.
 *
 * <p>It takes no place from requests: it asks nobody while more than so many requests are being
 * answered, and only so many requests at once have something asked beside them. What is not asked
 * for that reason is dropped and counted, and its decision says that it was drawn: dropping follows
 * the load and not the request, so those that were asked speak for it.
 *
 * <p>The decision is told when the last of the tiers has replied or failed. A gateway that ends
 * meanwhile loses it: at most as many as run at once.
 */
final class Asides {
  private static final String NAME = "aside";

  private final CascadeRunner runner;
  private final Witness witness;
  private final Limits limits;
  private final DoubleSupplier dice;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * How much may be asked.
   *
   * @param atOnce requests beside which something is asked
   * @param load requests that may be under way at most for anything to be asked beside one
   */
  record Limits(int atOnce, int load) {}

  /**
   * @param runner asks, and tells nobody but the caller
   * @param dice draws from 0 on, below 1
   */
  Asides(CascadeRunner runner, Witness witness, Limits limits, DoubleSupplier dice) {
    this.runner = runner;
    this.witness = witness;
    this.limits = limits;
    this.dice = dice;
  }

  /**
   * Asks what is to be asked beside a request, and tells the witness then.
   *
   * @param load requests that are under way
   */
  void answered(Trail trail, Loop loop, int load) {
    var tiers = trail.request().tiers();
    var missing = new ArrayDeque<>(tiers.stream().filter(t -> trail.reply(t).isEmpty()).toList());
    boolean small = !trail.decision().tier().equals(tiers.getLast());
    double propensity =
        tiers.size() < 2 || !trail.isLearnable()
            ? 0
            : trail.request().policy().conduct().propensity(missing.isEmpty(), small);
    boolean drawn = propensity > 0 && !missing.isEmpty() && dice.getAsDouble() < propensity;
    if (drawn) {
      if (load <= limits.load() && take()) {
        new Aside(trail, propensity, loop, missing).next();
        return;
      }
      runner.meters.aside(trail.request().policy().name(), "dropped", Money.ZERO);
    }
    witness.answered(trail.beside(propensity, drawn, List.of()));
  }

  private boolean take() {
    return running.getAndUpdate(now -> Math.min(limits.atOnce(), now + 1)) < limits.atOnce();
  }

  /** One request's. All of it on the request's loop. */
  private final class Aside {
    private final Trail trail;
    private final double propensity;
    private final Loop loop;
    private final Deque<Tier> missing;
    private final List<TierVisit> visits = new ArrayList<>();
    private boolean failed;

    Aside(Trail trail, double propensity, Loop loop, Deque<Tier> missing) {
      this.trail = trail;
      this.propensity = propensity;
      this.loop = loop;
      this.missing = missing;
    }

    /** The cheapest first; one failure is the end, as what is known then is not all. */
    void next() {
      var tier = missing.poll();
      if (tier == null || failed) {
        end();
        return;
      }
      var request = trail.request();
      runner
          .heardBy(
              (told, where) -> {
                visits.addAll(told.visits());
                consult();
              })
          .answer(
              new CascadeRequest(
                      request.id(),
                      request.tenant(),
                      request.chat(),
                      new Policy(
                          NAME,
                          List.of(tier.name()),
                          new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of())),
                      OptionalInt.empty(),
                      List.of(tier),
                      false)
                  .urged(Urgency.BESIDE),
              loop)
          .subscribe(new Failure());
    }

    /** A reply that the policy would have asked somebody about is told with the opinion. */
    private void consult() {
      var visit = visits.getLast();
      var request = trail.request();
      if (visit.isWhole()
          && !visit.tier().equals(request.tiers().getLast())
          && request.policy().rule() instanceof Rule.Thresholds rule
          && rule.scorer() instanceof SecondOpinion scorer) {
        Consultation.beside(
                runner,
                request,
                scorer,
                visit,
                loop,
                opinion -> {
                  visits.add(
                      visits.removeLast().judged(scorer.confidence(opinion.score()), opinion));
                  next();
                })
            .start();
      } else {
        next();
      }
    }

    private void end() {
      running.decrementAndGet();
      var cost = visits.stream().map(TierVisit::total).reduce(Money.ZERO, Money::plus);
      runner.meters.aside(trail.request().policy().name(), failed ? "failed" : "done", cost);
      witness.answered(trail.beside(propensity, true, visits));
    }

    /** Takes the answer, which is told otherwise, and hears of a failure, which is not. */
    private final class Failure implements Flow.Subscriber<AnswerEvent> {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(AnswerEvent event) {}

      @Override
      public void onError(Throwable failure) {
        failed = true;
        next();
      }

      @Override
      public void onComplete() {}
    }
  }
}
