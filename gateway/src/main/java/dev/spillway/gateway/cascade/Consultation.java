package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.score.Inquiry;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks somebody else about a reply, as a request of its own for the same tenant, and tells what
 * came of it, once.
 *
 * <p>Law: a second opinion never fails a request. Whatever goes wrong, a tier that is away or
 * breaks down, a budget that does not cover it, an answer that takes too long or is none, is an
 * {@link Opinion} without a score.
 *
 * <p>Law: money is exact. It spends from the request's purse, beyond what the request has spent
 * already, and each attempt is paid for as far as it came. All of it happens on the request's loop.
 */
final class Consultation implements Flow.Subscriber<AnswerEvent> {
  private static final String NAME = "opinion";

  /** Of a second answer where the first was the most probable one: else both were the same. */
  private static final float TEMPERATURE = 0.7f;

  private final CascadeRunner shared;
  private final CascadeRequest request;
  private final SecondOpinion scorer;
  private final Inquiry inquiry;
  private final Tier replied;
  private final Tier tier;
  private final Beyond purse;
  private final Loop loop;
  private final Duration time;
  private final Consumer<Opinion> then;
  private final boolean counted;
  private final long begin;
  private final StringBuilder text = new StringBuilder();
  private final List<Inquiry.Heard.Token> tokens = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private Runnable stopTimer = () -> {};
  private boolean ended;

  /**
   * For the policy, which goes by the opinion.
   *
   * @param replied the tier whose reply it is
   * @param spent by the request so far
   * @param then hears what came of it, unless it is cancelled
   */
  Consultation(
      InFlight flight,
      SecondOpinion scorer,
      Inquiry inquiry,
      Tier replied,
      Money spent,
      Consumer<Opinion> then) {
    this(flight, scorer, inquiry, replied, spent, then, true);
  }

  private Consultation(
      InFlight flight,
      SecondOpinion scorer,
      Inquiry inquiry,
      Tier replied,
      Money spent,
      Consumer<Opinion> then,
      boolean counted) {
    shared = flight.shared();
    request = flight.request();
    this.scorer = scorer;
    this.inquiry = inquiry;
    this.replied = replied;
    tier = inquiry.tier().flatMap(shared.tiers::find).orElse(replied);
    purse = new Beyond(flight.purse(), spent);
    loop = flight.loop();
    var left = flight.left();
    time = left.compareTo(shared.opinionTimeout) < 0 ? left : shared.opinionTimeout;
    this.then = then;
    this.counted = counted;
    begin = loop.nanoTime();
  }

  /** About a reply to a request that is over: nobody waits for it, and no tenant pays. */
  static Consultation beside(
      CascadeRunner shared,
      CascadeRequest request,
      SecondOpinion scorer,
      TierVisit visit,
      Loop loop,
      Consumer<Opinion> then) {
    var until = loop.nanoTime() + shared.opinionTimeout.toNanos();
    return new Consultation(
        new InFlight(shared, request, Purse.BOTTOMLESS, loop, until),
        scorer,
        scorer.about(request.chat().messages(), visit.text()),
        visit.tier(),
        Money.ZERO,
        then,
        false);
  }

  void start() {
    stopTimer = loop.after(time, this::late);
    shared
        .heardBy((told, where) -> {})
        .answer(
            new CascadeRequest(
                    request.id(),
                    request.tenant(),
                    chat(),
                    new Policy(
                        NAME,
                        List.of(tier.name()),
                        new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of())),
                    OptionalInt.empty(),
                    List.of(tier),
                    false)
                .seenBy(counted ? request.onlooker() : Onlooker.NOBODY)
                .urged((counted ? request.urgency() : Urgency.BESIDE).within(time)),
            purse,
            loop)
        .subscribe(this);
  }

  /** Nobody wants to hear it any more. What it has cost. */
  Money cancel() {
    if (end() && subscription != null) {
      subscription.cancel();
    }
    return purse.cost;
  }

  private ChatRequest chat() {
    return switch (inquiry) {
      case Inquiry.Again again ->
          new ChatRequest(
              request.chat().model(), request.chat().messages(), again(), request.chat().demands());
      case Inquiry.Judgement judgement ->
          new ChatRequest(
              request.chat().model(),
              judgement.prompt(),
              Sampling.GREEDY.withMaxTokens(Inquiry.Judgement.TOKENS));
    };
  }

  /** The same tier is asked to draw anew, and where the client fixed the draw, always the same. */
  private Sampling again() {
    var sampling = request.chat().sampling();
    if (!tier.equals(replied)) {
      return sampling;
    }
    var other = sampling.greedy() ? sampling.withTemperature(TEMPERATURE) : sampling;
    return sampling.greedy() || sampling.seed().isPresent()
        ? other.withSeed(sampling.seed().orElse(0) + 1)
        : other;
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    opened.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(AnswerEvent event) {
    if (event instanceof AnswerEvent.Text said) {
      text.append(said.text());
      said.tokens()
          .forEach(token -> tokens.add(new Inquiry.Heard.Token(token.text(), token.logprob())));
    }
  }

  @Override
  public void onError(Throwable failure) {
    tell(OptionalDouble.empty(), Optional.of(SpillwayException.kindOf(failure).code()));
  }

  @Override
  public void onComplete() {
    var score = inquiry.score(new Inquiry.Heard(text.toString(), tokens));
    tell(score, score.isPresent() ? Optional.empty() : Optional.of(Opinion.UNREADABLE));
  }

  private void late() {
    if (!ended && subscription != null) {
      subscription.cancel();
    }
    tell(OptionalDouble.empty(), Optional.of(new ErrorKind.DeadlineExceeded("").code()));
  }

  private void tell(OptionalDouble score, Optional<String> error) {
    if (end()) {
      if (counted) {
        shared.meters.opinion(
            request.policy().name(), scorer.wireName(), error.orElse("heard"), purse.cost);
      }
      then.accept(
          new Opinion(
              scorer.wireName(),
              tier,
              score,
              purse.usage,
              purse.cost,
              Duration.ofNanos(loop.nanoTime() - begin),
              error));
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    stopTimer.run();
    return true;
  }

  /** A request's purse, as seen by one who spends beyond what the request has spent. */
  private static final class Beyond implements Purse {
    private final Purse purse;
    private final Money spent;
    private Money cost = Money.ZERO;
    private Usage usage = Usage.NONE;

    Beyond(Purse purse, Money spent) {
      this.purse = purse;
      this.spent = spent;
    }

    @Override
    public boolean covers(Money total) {
      return purse.covers(spent.plus(total));
    }

    @Override
    public long affordable(Money own, Money each) {
      return purse.affordable(spent.plus(own), each);
    }

    @Override
    public void cover(Money total, Consumer<Optional<ErrorKind>> then) {
      purse.cover(spent.plus(total), then);
    }

    @Override
    public void paid(Tier tier, Usage used, Money amount) {
      cost = cost.plus(amount);
      usage = usage.plus(used);
      purse.paid(tier, used, amount);
    }

    /** The request goes on. */
    @Override
    public void close() {}
  }
}
