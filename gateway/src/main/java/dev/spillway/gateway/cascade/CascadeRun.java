package dev.spillway.gateway.cascade;

import static java.util.Objects.requireNonNull;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.SharedPrefix;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthForecast;
import dev.spillway.router.length.PromptFeatures;
import dev.spillway.router.placement.Job;
import dev.spillway.router.policy.Course;
import dev.spillway.router.policy.Rule;
import dev.spillway.router.routing.Verdict;
import dev.spillway.router.score.Inquiry;
import dev.spillway.router.score.SecondOpinion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the tiers.
 *
 * <p>The policy's {@link Course} says which tier is asked and whose answer is given. What a tier
 * says is held back until it is certain that it is the answer: when the course says so, or at once
 * where it will give any answer of the tier, as of the last one, or when what was said so far is
 * enough for it. That is the commit point. A request that is not streamed commits only when the
 * answer is complete. An answer that is lost is cancelled at the token that makes it so, where
 * another tier is there: the rest would be paid for and waited for in vain.
 *
 * <p>A reply that a worker leaves unfinished goes on at another one with the same model, before and
 * after the commit point: see {@link Relay}. What follows is of replies that cannot go on.
 *
 * <p>Before the commit point, whatever fails is replaced: another worker of the tier, then another
 * tier; an upstream may be given some time in between, see {@link Seating}. A prompt that is too
 * long for a tier, or demands what it cannot do, goes to another one at once. A mistake of the
 * caller that a worker found ends the request, because every worker would find it. After the commit
 * point nothing is replaced and nothing taken back: the stream goes on to its end or fails (law 4).
 *
 * <p>A tier whose workers are all full is waited for, in the order and for as long as the {@link
 * dev.spillway.gateway.workers.Line} says, and with what the tier may cost already covered: see
 * {@link Seating}.
 *
 * <p>The answer has to be complete when the request's time is over; then one that is complete and
 * was not good enough is given, if there is one. Whoever is asked for it, first, again, beside
 * another or after one, is told what is left of that time and gets no time of its own.
 *
 * <p>Where the course needs somebody else's opinion of a reply, that is asked before it goes on,
 * and whatever comes of it the course goes on: see {@link Consultation}.
 *
 * <p>Every attempt is paid for as far as it came, also one whose answer is thrown away, and the
 * amounts are exact. No worker is asked, and no further token of it, before the {@link Purse}
 * covers it: a tier that it does not cover cannot be asked, and a reply that it does not cover to
 * its end breaks off. All state belongs to the request's {@link Loop}; nothing here waits.
 */
final class CascadeRun implements Flow.Subscription, Relay.Listener, Seating.Listener {
  /** Why another tier is asked after a reply. */
  private static final String CONFIDENCE = "confidence";

  private final InFlight flight;
  private final CascadeRunner shared;
  private final CascadeRequest request;
  private final Loop loop;
  private final Outbox outbox;
  private final long begin;

  private final Failures failures = new Failures();
  private final Flow.Subscriber<? super AnswerEvent> client;
  private final Purse purse;

  private Runnable stopDeadline = () -> {};

  private boolean ended;

  private final Course course;

  /** The tier that was asked last, or whose answer is given. */
  private int stage = -1;

  /** Tiers that were asked or could not be, the last one included. */
  private int entered;

  /** Tiers that could not answer now, for want of a worker or of money. */
  private int failedTiers;

  private final PromptFeatures prompt;

  /** Of the whole request, also where the secret becomes known on the way. */
  private final String namespace;

  /** What it begins with that its tenant shares with others. */
  private final Optional<SharedPrefix> sharedPrefix;

  /** At the tier that was asked last. */
  private @Nullable Seating seating;

  /** Of its answer. */
  private @Nullable LengthForecast forecast;

  /** What was predicted for the tier that was asked last, or whose answer is given. */
  private int predicted;

  private @Nullable Relay reply;

  /** Of the reply. */
  private @Nullable Allowance allowance;

  /** Present while somebody is asked about the last reply. */
  private @Nullable Consultation consultation;

  private HeldBack held = new HeldBack();

  /** Complete answers that may still be given, by tier. */
  private final Map<Integer, Complete> complete = new HashMap<>();

  private boolean committed;
  private Money cost = Money.ZERO;

  /** From the request to the commit point, once it is passed. */
  private Duration firstToken = Duration.ZERO;

  private final Visits visits;

  /** What a tier has said, to its end. */
  private record Complete(
      HeldBack held, GenerateEvent.Finished finished, Usage usage, int predicted) {}

  CascadeRun(
      CascadeRunner shared,
      CascadeRequest request,
      Purse purse,
      Loop loop,
      Flow.Subscriber<? super AnswerEvent> client) {
    this.shared = shared;
    this.request = request;
    this.purse = purse;
    this.loop = loop;
    this.client = client;
    outbox = new Outbox(client);
    visits = new Visits(loop);
    begin = loop.nanoTime();
    flight =
        new InFlight(
            shared,
            request,
            purse,
            loop,
            begin + request.urgency().left(shared.deadline).toNanos());
    prompt = PromptFeatures.of(request.chat());
    course = request.policy().begin(request.chat().messages(), shared.terms(request, prompt));
    namespace = shared.namespaces.of(request.tenant());
    sharedPrefix = shared.sharing.prefix(request.tenant(), request.chat().messages());
  }

  void start() {
    stopDeadline = loop.after(flight.left(), this::late);
    shared.begun();
    client.onSubscribe(this);
    if (!ended) {
      proceed(CONFIDENCE);
    }
  }

  private void late() {
    var what =
        seating != null && seating.isInLine()
            ? "no place was free within"
            : "the answer took longer than";
    var kind =
        new ErrorKind.DeadlineExceeded(
            "%s %.1f s"
                .formatted(what, request.urgency().whole(shared.deadline).toMillis() / 1_000.0));
    if (committed || complete.isEmpty()) {
      fail(kind);
    } else {
      makeDo(kind);
    }
  }

  /** There is no time to ask anybody else: what is there has to do. */
  private void makeDo(ErrorKind kind) {
    stopAsking();
    failures.add(kind);
    failedTiers++;
    if (consultation != null) {
      consultation = null;
      course.heard(OptionalDouble.empty(), Money.ZERO);
    } else {
      visits.failed(kind.code());
      course.cannot();
    }
    var verdict = course.next();
    while (verdict.isPresent() && verdict.get() instanceof Verdict.Ask) {
      course.cannot();
      verdict = course.next();
    }
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Give(int tier, double sure)) {
      give(tier);
    } else {
      fail(kind);
    }
  }

  @Override
  public void request(long n) {
    outbox.request(n);
    pull();
  }

  @Override
  public void cancel() {
    if (end()) {
      outbox.close();
      shared.abandoned(request.policy().name(), took());
      brokeOff(Ending.CANCELLED, Optional.empty());
    }
  }

  /** Does what the course says, having come to this point for a reason. */
  private void proceed(String reason) {
    switch (course.next().orElse(null)) {
      case null -> fail(failures.verdict());
      case Verdict.Ask(int tier) -> {
        if (entered > 0) {
          shared.meters.escalation(request.policy().name(), reason);
        }
        enter(tier);
      }
      case Verdict.Give(int tier, double probability) -> give(tier);
    }
  }

  private void enter(int next) {
    stage = next;
    entered++;
    shared.retries.asked(tier());
    visits.begin(tier());
    var expected = shared.lengths.forecast(tier().name(), request.tenant(), prompt);
    forecast = expected;
    predicted = expected.median();
    var job =
        Job.of(
            request.tenant(), sharedPrefix, tier().model(), request.chat().messages(), predicted);
    var target = new Seating.Target(tier(), job, Outlay.of(tier(), request.chat(), expected));
    var place = new Seating(flight, target, failures, visits, this);
    seating = place;
    place.look(cost);
  }

  @Override
  public void unseated(ErrorKind kind) {
    failedTiers++;
    cannot(kind.code());
  }

  private void cannot(String reason) {
    visits.failed(reason);
    course.cannot();
    proceed(reason);
  }

  @Override
  public void seated(Seat seat) {
    held = new HeldBack();
    visits.attempt();
    var place = requireNonNull(seating);
    var asking =
        new Relay(
            flight,
            place.target(),
            seat,
            new GenerateRequest(
                    request.id(),
                    tier().model(),
                    request.chat().messages(),
                    request.chat().sampling(),
                    OptionalInt.of(predicted))
                .of(namespace, sharedPrefix)
                .wanting(request.chat().demands()),
            place.asked(),
            this);
    reply = asking;
    allowance =
        new Allowance(
            purse, tier().price(), cost, Outlay.longest(request.chat()), asking, this::overdrawn);
    asking.start();
  }

  @Override
  public void resumed() {
    visits.resumed();
  }

  @Override
  public void late(Runnable ask) {
    var once = requireNonNull(seating).target().outlay();
    var asking = reply;
    Runnable another =
        () -> {
          if (!ended && asking != null && asking.equals(reply)) {
            visits.resumed();
            ask.run();
          }
        };
    var twice = cost.plus(once).plus(once);
    if (purse.covers(twice)) {
      another.run();
    } else {
      purse.cover(
          twice,
          refusal -> {
            if (refusal.isEmpty()) {
              another.run();
            }
          });
    }
  }

  @Override
  public void token(GenerateEvent.Token token) {
    held.add(token);
    counted();
    if (live() || (request.streamed() && course.commits(held::all, held.statistics()))) {
      release(Optional.empty());
    } else if (course.isLost(held.statistics()) && hasNext()) {
      reject();
      return;
    }
    pull();
  }

  @Override
  public void thought(GenerateEvent.Thought thought) {
    held.add(thought);
    counted();
    if (live()) {
      release(Optional.empty());
    }
    pull();
  }

  @Override
  public void call(GenerateEvent.Call call) {
    held.add(call);
    counted();
    if (live()) {
      release(Optional.empty());
    }
    pull();
  }

  @Override
  public void finished(GenerateEvent.Finished finished) {
    var usage =
        pay(finished.reason() == FinishReason.STOP || finished.reason() == FinishReason.TOOL_CALLS);
    held.add(finished.tail());
    complete.put(stage, new Complete(held, finished, usage, predicted));
    replied(finished.reason(), usage);
    shared.perToken(request.policy().name(), visits.all().getLast());
    var inquiry = course.inquiry();
    if (inquiry.isPresent()
        && request.policy().rule() instanceof Rule.Thresholds rule
        && rule.scorer() instanceof SecondOpinion scorer) {
      consult(scorer, inquiry.get());
    } else {
      proceed(CONFIDENCE);
    }
  }

  private void consult(SecondOpinion scorer, Inquiry inquiry) {
    var asking = new Consultation(flight, scorer, inquiry, tier(), cost, this::heard);
    consultation = asking;
    asking.start();
  }

  private void heard(Opinion opinion) {
    consultation = null;
    cost = cost.plus(opinion.cost());
    course.heard(opinion.score(), opinion.cost());
    visits.judged(course.confidence(), opinion);
    proceed(CONFIDENCE);
  }

  private void replied(FinishReason reason, Usage usage) {
    var text = held.all();
    course.replied(text, tier().price().of(usage), held.statistics());
    // The reply of the last tier is the answer, whatever it is.
    var judged = stage < request.tiers().size() - 1 && course.inquiry().isEmpty();
    visits.replied(
        Ending.of(reason),
        judged ? course.confidence() : OptionalDouble.empty(),
        held.statistics(),
        text);
  }

  private void give(int tier) {
    var answer = requireNonNull(complete.get(tier), "only an answer that is there can be given");
    stage = tier;
    held = answer.held();
    predicted = answer.predicted();
    var receipt = new Receipt(cost, request.costIfLargest(answer.usage()));
    release(Optional.of(receipt));
    commit(Optional.of(receipt));
    outbox.put(
        new AnswerEvent.Finished(
            answer.finished().reason(),
            answer.finished().stop(),
            answer.usage(),
            decision(),
            receipt));
    if (end()) {
      shared.answered(request.policy().name(), decision(), receipt, took());
      outbox.complete();
      tell(Ending.of(answer.finished().reason()), receipt);
    }
  }

  @Override
  public void failed(ErrorKind kind) {
    pay(false);
    failures.add(kind);
    switch (kind) {
      case ErrorKind any when committed -> fail(any);
      case ErrorKind.ContextTooLong tooLong -> cannot(tooLong.code());
      case ErrorKind.Unsupported unsupported -> cannot(unsupported.code());
      case ErrorKind.UpstreamRejected rejected -> cannot(rejected.code());
      case ErrorKind.CallerError mistake -> fail(mistake);
      case ErrorKind.LimitError limit -> unseated(limit);
      default -> requireNonNull(seating).look(cost);
    }
  }

  /** Whether what this tier says may leave as it comes. */
  private boolean live() {
    return committed || (request.streamed() && course.isFinal());
  }

  /** Whether a later tier seems to be there: otherwise what this one says may be the answer. */
  private boolean hasNext() {
    return request.tiers().stream()
        .skip(stage + 1)
        .anyMatch(tier -> shared.pool.serves(tier.model(), Set.of()));
  }

  /** Spares the rest of an answer that is lost. */
  private void reject() {
    if (reply != null) {
      reply.cancel();
    }
    course.lost(tier().price().of(pay(false)), held.statistics());
    visits.replied(Ending.CUT, course.confidence(), held.statistics(), held.all());
    proceed(CONFIDENCE);
  }

  private void release(Optional<Receipt> receipt) {
    for (var event : held.release()) {
      commit(receipt);
      outbox.put(event);
    }
  }

  private void commit(Optional<Receipt> receipt) {
    if (!committed) {
      committed = true;
      firstToken = took();
      shared.firstToken(request.policy().name(), tier(), firstToken);
      outbox.put(new AnswerEvent.Committed(decision(), receipt));
    }
  }

  private Decision decision() {
    return new Decision(
        tier(), course.confidence(), entered - 1, failedTiers, predicted, request.provenance());
  }

  private void counted() {
    visits.token();
    requireNonNull(allowance).took();
  }

  /** Lets the worker go on as far as the client's side keeps up and the purse covers it. */
  private void pull() {
    if (allowance != null && outbox.size() < Attempt.WINDOW) {
      allowance.goOn();
    }
  }

  private static Usage used(Relay reply) {
    return reply.usage().plus(reply.wasted());
  }

  /** What the reply would go on to say cannot be paid for. */
  private void overdrawn(ErrorKind kind) {
    if (reply != null) {
      reply.cancel();
      failed(kind);
    }
  }

  /**
   * Adds what the reply used to the cost; it is over.
   *
   * @param ended whether the answer came to its own end
   */
  private Usage pay(boolean ended) {
    if (reply == null) {
      return Usage.NONE;
    }
    var usage = reply.usage();
    var used = used(reply);
    reply = null;
    requireNonNull(allowance).close();
    allowance = null;
    var price = tier().price().of(used);
    cost = cost.plus(price);
    visits.paid(used, price);
    purse.paid(tier(), used, price);
    shared.meters.attempt(request.policy().name(), tier(), used);
    var expected = forecast;
    if (expected != null && (ended || usage.completionTokens() > 0)) {
      // No answer waits for that.
      loop.execute(() -> shared.lengths.learn(expected, usage.completionTokens(), ended));
    }
    return usage;
  }

  private void fail(ErrorKind kind) {
    if (end()) {
      shared.failed(request.policy().name(), kind, took());
      outbox.fail(kind);
      brokeOff(Ending.FAILED, Optional.of(kind.code()));
    }
  }

  /** A client that had the beginning of an answer may have an opinion of it. */
  private void brokeOff(Ending ending, Optional<String> error) {
    if (committed) {
      visits.brokeOff(ending, error, held);
      tell(ending, new Receipt(cost, request.costIfLargest(visits.all().getLast().usage())));
    }
  }

  private void tell(Ending ending, Receipt receipt) {
    shared.tell(
        new Trail(
            request,
            decision(),
            receipt,
            ending,
            firstToken,
            took(),
            visits.all(),
            0,
            false,
            List.of()),
        loop);
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    shared.over();
    stopDeadline.run();
    stopAsking();
    shared.settle(request, cost);
    purse.close();
    return true;
  }

  private void stopAsking() {
    if (seating != null) {
      seating.giveUp();
    }
    if (reply != null) {
      reply.cancel();
      pay(false);
    }
    if (consultation != null) {
      cost = cost.plus(consultation.cancel());
    }
  }

  private Tier tier() {
    return request.tiers().get(stage);
  }

  private Duration took() {
    return Duration.ofNanos(loop.nanoTime() - begin);
  }
}
