package dev.spillway.gateway.cascade;

import dev.spillway.router.Money;
import dev.spillway.router.policy.Judging;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.SecondOpinion;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Has a share of the answers judged by a tier, so that there are labels where no client says
 * anything.
 *
 * <p>Which answers these are is drawn with the share that the policy's conduct names and nothing
 * else, before anything is asked, so the probability is known and kept with the decision: an answer
 * that was judged speaks for those that were not. The client has its answer by then; it neither
 * waits for this nor pays for it. As with {@link Asides} only so many are judged at once, and none
 * while more than so many requests are being answered: what there is no room for is dropped,
 * counted, and kept as drawn. A judge that fails leaves no label. The decision is told when the
 * judge has spoken; a gateway that ends meanwhile loses it, at most as many as are judged at once.
 */
final class Verdicts {
  private final CascadeRunner runner;
  private final Asides.Limits limits;
  private final DoubleSupplier dice;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param dice draws from 0 on, below 1
   */
  Verdicts(CascadeRunner runner, Asides.Limits limits, DoubleSupplier dice) {
    this.runner = runner;
    this.limits = limits;
    this.dice = dice;
  }

  /**
   * Has the answer judged if it is drawn, and passes the trail on then.
   *
   * @param load requests that are under way
   */
  void answered(Trail trail, Loop loop, int load, Consumer<Trail> then) {
    var judging =
        trail
            .request()
            .policy()
            .conduct()
            .judge()
            .filter(each -> each.share() > 0 && trail.isLearnable());
    var answer = trail.reply(trail.decision().tier());
    if (judging.isEmpty() || answer.isEmpty()) {
      then.accept(trail);
      return;
    }
    double share = judging.get().share();
    boolean drawn = dice.getAsDouble() < share;
    if (drawn && load <= limits.load() && take()) {
      judge(trail, answer.get(), judging.get(), loop, then);
      return;
    }
    if (drawn) {
      runner.meters.verdict(trail.request().policy().name(), "dropped", Money.ZERO);
    }
    then.accept(trail.with(new Trail.Verdict(share, drawn, Optional.empty())));
  }

  private boolean take() {
    return running.getAndUpdate(now -> Math.min(limits.atOnce(), now + 1)) < limits.atOnce();
  }

  private void judge(
      Trail trail, TierVisit answer, Judging judging, Loop loop, Consumer<Trail> then) {
    var request = trail.request();
    var judge =
        new SecondOpinion(
            SecondOpinion.Kind.JUDGE,
            Optional.of(judging.tier()),
            SecondOpinion.Otherwise.ESCALATE,
            Calibration.NONE);
    Consultation.beside(
            runner,
            request,
            judge,
            answer,
            loop,
            opinion -> {
              running.decrementAndGet();
              runner.meters.verdict(
                  request.policy().name(), opinion.error().orElse("done"), opinion.cost());
              then.accept(
                  trail.with(new Trail.Verdict(judging.share(), true, Optional.of(opinion))));
            })
        .start();
  }
}
