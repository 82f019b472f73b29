package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.Tiers;
import dev.spillway.gateway.sharing.Sharing;
import dev.spillway.gateway.tenancy.Namespaces;
import dev.spillway.gateway.workers.LiveTiers;
import dev.spillway.gateway.workers.WorkerPool;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.length.PromptFeatures;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.policy.Terms;
import dev.spillway.router.score.SecondOpinion;
import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;

/** Answers requests by their policies; what all requests share. */
@Singleton
public final class CascadeRunner implements Answers {
  /** Of a token, about. */
  private static final int CHARACTERS = 4;

  /** Tokens, about, of what a judge is asked beside question and answer. */
  private static final int QUESTION_OF_JUDGE = 80;

  final WorkerPool pool;
  final LengthPredictor lengths;
  final Namespaces namespaces;
  final Sharing sharing;
  final CascadeMeters meters;
  private final Budgets budgets;
  private final BiConsumer<Trail, Loop> told;
  private final AtomicInteger underWay = new AtomicInteger();
  private final boolean beside;
  final Attempt.Patience patience;
  final int resumptions;
  final Retries retries;
  final Hedging hedging;
  final Duration deadline;
  final Tiers tiers;
  final Duration opinionTimeout;

  @Inject
  CascadeRunner(
      WorkerPool pool,
      LengthPredictor lengths,
      Namespaces namespaces,
      Sharing sharing,
      CascadeMeters meters,
      Budgets budgets,
      Tiers tiers,
      @All List<Witness> witnesses,
      LiveTiers served,
      GatewayConfig config) {
    this(
        pool,
        lengths,
        namespaces,
        sharing,
        meters,
        budgets,
        trail -> witnesses.forEach(witness -> witness.answered(trail)),
        new Attempt.Patience(
            config.worker().firstEventTimeout(),
            config.worker().idleTimeout(),
            config.worker().probeTimeout()),
        config.worker().resumptions(),
        new Retries(
            served::retries, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble()),
        new Hedging(config.worker().hedgedShare()),
        config.deadline(),
        tiers,
        config.scoring().timeout(),
        new Asides.Limits(config.learning().asides(), config.learning().asideLoad()),
        new Asides.Limits(config.learning().verdicts(), config.learning().asideLoad()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * @param dice draws which requests have something asked beside them
   */
  CascadeRunner(
      WorkerPool pool,
      LengthPredictor lengths,
      Namespaces namespaces,
      Sharing sharing,
      CascadeMeters meters,
      Budgets budgets,
      Witness witness,
      Attempt.Patience patience,
      int resumptions,
      Retries retries,
      Hedging hedging,
      Duration deadline,
      Tiers tiers,
      Duration opinionTimeout,
      Asides.Limits limits,
      Asides.Limits judged,
      DoubleSupplier dice) {
    this.pool = pool;
    this.lengths = lengths;
    this.namespaces = namespaces;
    this.sharing = sharing;
    this.meters = meters;
    this.patience = patience;
    this.resumptions = resumptions;
    this.retries = retries;
    this.hedging = hedging;
    this.deadline = deadline;
    this.tiers = tiers;
    this.opinionTimeout = opinionTimeout;
    this.budgets = budgets;
    var asides = new Asides(this, witness, limits, dice);
    var verdicts = new Verdicts(this, judged, dice);
    told =
        (trail, loop) ->
            verdicts.answered(
                trail, loop, underWay.get(), all -> asides.answered(all, loop, underWay.get()));
    beside = false;
  }

  private CascadeRunner(CascadeRunner main, BiConsumer<Trail, Loop> told) {
    pool = main.pool;
    lengths = main.lengths;
    namespaces = main.namespaces;
    sharing = main.sharing;
    meters = main.meters;
    patience = main.patience;
    resumptions = main.resumptions;
    retries = main.retries;
    hedging = main.hedging;
    deadline = main.deadline;
    tiers = main.tiers;
    opinionTimeout = main.opinionTimeout;
    budgets = main.budgets;
    this.told = told;
    beside = true;
  }

  /** Asks as this one does, for no client: beside the requests, and told to nobody else. */
  CascadeRunner heardBy(BiConsumer<Trail, Loop> listener) {
    return new CascadeRunner(this, listener);
  }

  /** The answer to one request that may cost what it likes. */
  Flow.Publisher<AnswerEvent> answer(CascadeRequest request, Loop loop) {
    return answer(request, Purse.BOTTOMLESS, loop);
  }

  @Override
  public Flow.Publisher<AnswerEvent> answer(CascadeRequest request, Purse purse, Loop loop) {
    return client -> new CascadeRun(this, request, purse, loop, client).start();
  }

  /** What holds for a request that begins now. */
  Terms terms(CascadeRequest request, PromptFeatures prompt) {
    return new Terms(
        request.streamed(),
        budgets.pace(request),
        tier -> expectedCost(request, prompt, request.tiers().get(tier)),
        tier -> expectedOpinion(request, prompt, request.tiers().get(tier)),
        request.meaning());
  }

  private double expectedCost(CascadeRequest request, PromptFeatures prompt, Tier tier) {
    int answer = lengths.forecast(tier.name(), request.tenant(), prompt).median();
    return tier.price().of(new Usage(promptTokens(request), 0, answer)).usd().doubleValue();
  }

  private double expectedOpinion(CascadeRequest request, PromptFeatures prompt, Tier replied) {
    if (!(request.policy().rule() instanceof Rule.Thresholds rule
        && rule.scorer() instanceof SecondOpinion opinion)) {
      return 0;
    }
    var asked = opinion.tier().flatMap(tiers::find).orElse(replied);
    return switch (opinion.kind()) {
      case AGREEMENT -> expectedCost(request, prompt, asked);
      case JUDGE -> {
        int reply = lengths.forecast(replied.name(), request.tenant(), prompt).median();
        int read = promptTokens(request) + reply + QUESTION_OF_JUDGE;
        yield asked.price().of(new Usage(read, 0, 1)).usd().doubleValue();
      }
    };
  }

  private static int promptTokens(CascadeRequest request) {
    return request.chat().messages().stream().mapToInt(each -> each.content().length()).sum()
        / CHARACTERS;
  }

  void settle(CascadeRequest request, Money cost) {
    budgets.settle(request, cost);
  }

  void begun() {
    underWay.incrementAndGet();
  }

  void over() {
    underWay.decrementAndGet();
  }

  /** A client has its whole answer. */
  void answered(String policy, Decision decision, Receipt receipt, Duration took) {
    if (!beside) {
      meters.answered(policy, decision, receipt, took);
    }
  }

  void failed(String policy, ErrorKind kind, Duration took) {
    if (!beside) {
      meters.failed(policy, kind, took);
    }
  }

  void abandoned(String policy, Duration took) {
    if (!beside) {
      meters.abandoned(policy, took);
    }
  }

  void firstToken(String policy, Tier tier, Duration sinceRequest) {
    if (!beside) {
      meters.firstToken(policy, tier, sinceRequest);
    }
  }

  /** A tier has given a whole reply. */
  void perToken(String policy, TierVisit visit) {
    if (!beside) {
      meters.perToken(policy, visit);
    }
  }

  /** A request with an answer, or the beginning of one, is over. */
  void tell(Trail trail, Loop loop) {
    told.accept(trail, loop);
  }
}
