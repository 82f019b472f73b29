package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the tiers.
 *
 * <p>The tiers are asked in the policy's order. What a tier says is held back until it is certain
 * that it is the answer: when its confidence reaches the threshold, or at once where the policy
 * accepts any answer of it, as it does of the last tier. That is the commit point. A request that
 * is not streamed commits only when the answer is complete. Where a confidence can only fall, an
 * answer is cancelled at the token that puts it below the threshold: the rest would be paid for and
 * waited for in vain.
 *
 * <p>Before the commit point, whatever fails is replaced: another worker of the tier, then the next
 * tier. A prompt that is too long for a tier goes to the next one at once. A mistake of the caller
 * that a worker found ends the request, because every worker would find it. After the commit point
 * nothing is replaced and nothing taken back: the stream goes on to its end or fails (law 4).
 *
 * <p>Every attempt is paid for as far as it came, also one whose answer is thrown away, and the
 * amounts are exact. All state belongs to the request's {@link Loop}; nothing here waits.
 */
final class CascadeRun implements Flow.Subscription, Attempt.Listener {
  private final CascadeRunner shared;
  private final CascadeRequest request;
  private final Loop loop;
  private final Outbox outbox;
  private final long begin;
  private final Failures failures = new Failures();
  private final Flow.Subscriber<? super AnswerEvent> client;
  private final Set<String> asked = new HashSet<>();

  private Runnable stopDeadline = () -> {};
  private boolean ended;

  private int stage = -1;
  private int predicted;
  private @Nullable Attempt attempt;
  private HeldBack held = new HeldBack();

  /** Events of the attempt that were taken and not asked for again. */
  private int owed;

  private OptionalDouble confidence = OptionalDouble.empty();
  private boolean committed;
  private Money cost = Money.ZERO;

  CascadeRun(
      CascadeRunner shared,
      CascadeRequest request,
      Loop loop,
      Flow.Subscriber<? super AnswerEvent> client) {
    this.shared = shared;
    this.request = request;
    this.loop = loop;
    this.client = client;
    outbox = new Outbox(client);
    begin = loop.nanoTime();
  }

  void start() {
    stopDeadline =
        loop.after(
            shared.deadline,
            () ->
                fail(
                    new ErrorKind.DeadlineExceeded(
                        "the answer took longer than %d s"
                            .formatted(shared.deadline.toSeconds()))));
    client.onSubscribe(this);
    if (!ended) {
      enter(0);
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
      shared.meters.abandoned(request.policy().name(), took());
    }
  }

  private void enter(int next) {
    stage = next;
    asked.clear();
    if (stage == request.tiers().size()) {
      fail(failures.verdict());
      return;
    }
    predicted =
        shared.lengths.predict(
            tier().name(), request.promptCharacters(), request.chat().sampling().maxTokens());
    askWorker();
  }

  private void escalate(String reason) {
    if (!request.policy().isLast(stage)) {
      shared.meters.escalation(request.policy().name(), reason);
    }
    enter(stage + 1);
  }

  private void askWorker() {
    var seat = shared.pool.take(tier().model(), asked);
    if (seat.isEmpty()) {
      if (asked.isEmpty()) {
        failures.add(new ErrorKind.WorkerUnavailable(tier().model()));
      }
      escalate(failures.last().code());
      return;
    }
    if (stage == 0 && asked.isEmpty()) {
      shared.meters.overhead(took());
    }
    asked.add(seat.get().worker());
    held = new HeldBack();
    owed = 0;
    attempt =
        new Attempt(
            loop,
            seat.get(),
            new GenerateRequest(
                request.id(),
                tier().model(),
                request.chat().messages(),
                request.chat().sampling(),
                OptionalInt.of(predicted)),
            shared.patience,
            this);
    attempt.start();
  }

  @Override
  public void token(GenerateEvent.Token token) {
    held.add(token);
    owed++;
    if (live()) {
      release(Optional.empty());
    } else if (lost()) {
      reject();
      return;
    }
    pull();
  }

  @Override
  public void finished(GenerateEvent.Finished finished) {
    var usage = pay();
    if (finished.reason() == FinishReason.STOP) {
      shared.lengths.learn(tier().name(), request.promptCharacters(), usage.completionTokens());
    }
    if (!request.policy().isLast(stage)) {
      confidence = OptionalDouble.of(score());
      if (!request.policy().accepts(stage, score())) {
        escalate("confidence");
        return;
      }
    }
    held.add(finished.tail());
    var receipt = new Receipt(cost, costIfLargest(usage));
    release(Optional.of(receipt));
    commit(Optional.of(receipt));
    outbox.put(new AnswerEvent.Finished(finished.reason(), usage, decision(), receipt));
    if (end()) {
      shared.meters.answered(request.policy().name(), decision(), receipt, took());
      outbox.complete();
    }
  }

  @Override
  public void failed(ErrorKind kind) {
    pay();
    failures.add(kind);
    switch (kind) {
      case ErrorKind any when committed -> fail(any);
      case ErrorKind.ContextTooLong tooLong -> escalate(tooLong.code());
      case ErrorKind.CallerError mistake -> fail(mistake);
      default -> askWorker();
    }
  }

  /** Whether what this tier says may leave as it comes. */
  private boolean live() {
    return committed || (request.streamed() && request.policy().accepts(stage, 0));
  }

  /** Whether this answer will not be accepted, however it goes on. */
  private boolean lost() {
    return request.policy().scorer().onlyFalls() && !request.policy().accepts(stage, score());
  }

  /** Spares the rest of an answer that is lost. */
  private void reject() {
    confidence = OptionalDouble.of(score());
    if (attempt != null) {
      attempt.cancel();
    }
    pay();
    escalate("confidence");
  }

  private double score() {
    return request.policy().scorer().confidence(held.statistics());
  }

  private void release(Optional<Receipt> receipt) {
    held.release()
        .ifPresent(
            text -> {
              commit(receipt);
              outbox.put(text);
            });
  }

  private void commit(Optional<Receipt> receipt) {
    if (!committed) {
      committed = true;
      shared.meters.firstToken(request.policy().name(), took());
      outbox.put(new AnswerEvent.Committed(decision(), receipt));
    }
  }

  private Decision decision() {
    return new Decision(tier(), confidence, stage, predicted);
  }

  /** Lets the worker go on as far as the client's side keeps up. */
  private void pull() {
    if (attempt != null && owed > 0 && outbox.size() < Attempt.WINDOW) {
      var more = owed;
      owed = 0;
      attempt.request(more);
    }
  }

  /** Adds what the attempt used to the cost; it is over. */
  private Usage pay() {
    if (attempt == null) {
      return Usage.NONE;
    }
    var usage = attempt.usage();
    attempt = null;
    cost = cost.plus(tier().price().of(usage));
    shared.meters.attempt(tier(), usage);
    return usage;
  }

  private Money costIfLargest(Usage answer) {
    return request.tiers().stream()
        .map(tier -> tier.price().of(answer))
        .max(Money::compareTo)
        .orElse(Money.ZERO);
  }

  private void fail(ErrorKind kind) {
    if (end()) {
      shared.meters.failed(request.policy().name(), kind, took());
      outbox.fail(kind);
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    stopDeadline.run();
    if (attempt != null) {
      attempt.cancel();
      pay();
    }
    return true;
  }

  private Tier tier() {
    return request.tiers().get(stage);
  }

  private Duration took() {
    return Duration.ofNanos(loop.nanoTime() - begin);
  }
}
