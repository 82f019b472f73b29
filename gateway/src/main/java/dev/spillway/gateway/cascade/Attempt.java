package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One generation by one worker, or the part of one from where another worker left it, as the
 * cascade wants to see it: on its loop, in the promised order, ending exactly once, and never
 * silent for longer than allowed.
 *
 * <p>A worker is not trusted to keep its promises. Events out of order, numbers that cannot be, a
 * stream that ends without {@code Finished} or says nothing although asked are failures of the
 * worker. Whatever ends the attempt, its seat is left once and the worker's call is cancelled
 * unless the worker ended it.
 */
final class Attempt implements Flow.Subscriber<GenerateEvent> {
  private static final Logger LOG = Logger.getLogger(Attempt.class);

  /** How many events a worker may be ahead. */
  static final int WINDOW = 64;

  /** Of a token, about. */
  private static final int CHARACTERS = 4;

  /** Calls of tools that an answer may have. */
  private static final int MOST_CALLS = 128;

  /** What the cascade hears of an attempt. {@code finished} or {@code failed} is the last. */
  interface Listener {
    void token(GenerateEvent.Token token);

    void thought(GenerateEvent.Thought thought);

    void call(GenerateEvent.Call call);

    void finished(GenerateEvent.Finished finished);

    void failed(ErrorKind kind);
  }

  /** Who makes attempts. */
  interface Owner extends Listener {

    /** Whether another worker would be asked now if this attempt failed. */
    boolean replaceable();
  }

  private final InFlight flight;
  private final Loop loop;
  private final Patience patience;
  private final Tier tier;
  private final Seat seat;
  private final GenerateRequest request;
  private final Owner owner;

  private Flow.@Nullable Subscription subscription;
  private boolean ended;
  private boolean started;

  /** Events asked for that did not come yet. */
  private long outstanding;

  /** Tokens, or pieces of text or of thoughts. */
  private int told;

  /** Of tools. */
  private int calls;

  /** Of calls. */
  private int fragments;

  /**
   * Whether a token was told since the last part of a call. Where none is, the part is counted by
   * its length.
   */
  private boolean toldAsTokens;

  private Usage usage;
  private long lastHeard;
  private Runnable stopWatching = () -> {};
  private Onlooker.Asked asked = Onlooker.Asked.UNSEEN;

  /**
   * How long a worker may say nothing.
   *
   * @param first before its first event
   * @param next between two events
   * @param doubted at any time, when it does not say that it is there either and another could take
   *     its place
   */
  record Patience(Duration first, Duration next, Duration doubted) {}

  /**
   * @param flight the worker is told what is left of its time, and who asks for the answer ends it
   * @param request of the one generation
   */
  Attempt(InFlight flight, Tier tier, Seat seat, GenerateRequest request, Owner owner) {
    this(flight, tier, seat, request, owner, Usage.NONE, WINDOW);
  }

  private Attempt(
      InFlight flight,
      Tier tier,
      Seat seat,
      GenerateRequest request,
      Owner owner,
      Usage usage,
      long outstanding) {
    this.flight = flight;
    loop = flight.loop();
    patience = flight.shared().patience;
    this.tier = tier;
    this.seat = seat;
    this.request = request;
    this.owner = owner;
    this.usage = usage;
    this.outstanding = outstanding;
  }

  /**
   * This one failed, and another worker goes on with what it had. The prompt was read by this one,
   * so that is counted as it was here; no more may be ahead than was allowed here, and the event
   * that says that the other one has started.
   */
  Attempt resumedAt(Seat other, List<Integer> answered) {
    return new Attempt(
        flight,
        tier,
        other,
        request.goingOnAfter(answered, other.model().fingerprint()),
        owner,
        usage,
        outstanding + 1);
  }

  void start() {
    lastHeard = loop.nanoTime();
    watch(patience.first());
    seat.whenSilent(() -> loop.execute(this::doubt));
    asked = flight.request().onlooker().asks(tier, seat.worker(), resumed());
    try {
      seat.call().generate(request.tracedBy(asked.trace()).within(flight.left())).subscribe(this);
    } catch (RuntimeException e) {
      onError(e);
    }
  }

  /** What was read and written so far, as far as the worker said. */
  Usage usage() {
    return usage;
  }

  void request(long events) {
    if (!ended && events > 0) {
      if (outstanding == 0) {
        lastHeard = loop.nanoTime();
      }
      outstanding += events;
      if (subscription != null) {
        subscription.request(events);
      }
    }
  }

  void cancel() {
    if (end(Optional.empty()) && subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    loop.execute(
        () -> {
          if (ended || subscription != null) {
            opened.cancel();
          } else {
            subscription = opened;
            opened.request(outstanding);
          }
        });
  }

  @Override
  public void onNext(GenerateEvent event) {
    loop.execute(() -> receive(event));
  }

  @Override
  public void onError(Throwable failure) {
    loop.execute(
        () -> {
          if (failure instanceof SpillwayException typed) {
            fail(typed.kind());
          } else {
            LOG.errorf(failure, "Worker %s failed in an unexpected way", seat.worker());
            fail(new ErrorKind.WorkerFailed("the worker failed in an unexpected way"));
          }
        });
  }

  @Override
  public void onComplete() {
    loop.execute(() -> fail(new ErrorKind.WorkerFailed("the worker stopped before the end")));
  }

  private void receive(GenerateEvent event) {
    if (ended) {
      return;
    }
    lastHeard = loop.nanoTime();
    outstanding--;
    var first = !started;
    started = true;
    if (first) {
      stopWatching.run();
      watch(patience.next());
    }
    switch (event) {
      case GenerateEvent.Started start when first && sane(start) -> {
        if (!resumed()) {
          usage = start.usage();
        }
      }
      case GenerateEvent.Token token when !first && fits(token) -> {
        toldAsTokens = true;
        usage = usage.plus(new Usage(0, 0, tokens(token)));
        seat.token(lastHeard);
        owner.token(token);
      }
      case GenerateEvent.Thought thought when !first && another() -> {
        usage = usage.plus(new Usage(0, 0, tokens(thought)));
        seat.token(lastHeard);
        owner.thought(thought);
      }
      case GenerateEvent.Call call when !first && sane(call) -> {
        usage = usage.plus(new Usage(0, 0, toldAsTokens ? 0 : tokens(call.arguments())));
        toldAsTokens = false;
        owner.call(call);
      }
      case GenerateEvent.Finished finished when !first && finished.usage().isPossible() -> {
        usage = resumed() ? usage.withAnswerOf(finished.usage()) : finished.usage();
        seat.succeeded();
        end(Optional.empty());
        owner.finished(finished);
      }
      default -> giveUp(new ErrorKind.WorkerFailed("the worker broke the protocol"));
    }
  }

  /** Whether the answer may have this token. */
  private boolean fits(GenerateEvent.Token token) {
    return token.top().size() <= Sampling.MAX_TOP_LOGPROBS
        && token.top().stream().noneMatch(other -> Float.isNaN(other.logprob()))
        && another();
  }

  /** Whether it may have one more, or one more thought. */
  private boolean another() {
    return request.answered().size() + ++told <= seat.model().contextLength();
  }

  /**
   * An engine that does not tell log-probabilities does not tell single tokens either, but pieces
   * of text; until its answer is over they are counted by their length.
   */
  private static int tokens(GenerateEvent.Token token) {
    return Float.isNaN(token.logprob()) ? tokens(token.text()) : 1;
  }

  /** A signature is none. */
  private static int tokens(GenerateEvent.Thought thought) {
    return switch (thought) {
      case GenerateEvent.Thought.Told(var text) -> tokens(text);
      case GenerateEvent.Thought.Signed signed -> 0;
      case GenerateEvent.Thought.Hidden(var data) -> tokens(data);
    };
  }

  private static int tokens(String text) {
    return Math.max(1, text.length() / CHARACTERS);
  }

  /**
   * Calls come one after another, each named at first; what there may be of them is bounded as
   * tokens are. One that goes on elsewhere was named here.
   */
  private boolean sane(GenerateEvent.Call call) {
    var named = !call.id().isEmpty() && !call.name().isEmpty();
    var follows =
        call.index() == calls
            ? named
            : call.index() == calls - 1 || (resumed() && calls == 0 && call.index() >= 0);
    calls = call.index() + 1;
    return follows && calls <= MOST_CALLS && ++fragments <= seat.model().contextLength();
  }

  /**
   * A worker that did not understand that it should go on would begin again; and one that does not
   * understand what is demanded would answer without it.
   */
  private boolean sane(GenerateEvent.Started started) {
    return started.usage().isPossible()
        && (started.heedful() || !request.isDemanding())
        && started.answeredTokens() == request.answered().size()
        && (!resumed() || started.usage().promptTokens() == usage.promptTokens());
  }

  private boolean resumed() {
    return !request.answered().isEmpty();
  }

  private void watch(Duration left) {
    stopWatching = loop.after(left, this::look);
  }

  /** One timer for the whole attempt: it looks how long ago the last event was, and waits on. */
  private void look() {
    if (ended) {
      return;
    }
    var limit = started ? patience.next() : patience.first();
    var silent = Duration.ofNanos(loop.nanoTime() - lastHeard);
    if (outstanding == 0) {
      watch(limit);
    } else if (silent.compareTo(limit) < 0) {
      watch(limit.minus(silent));
    } else if (!started && seat.isQueueing()) {
      // It stands behind others whom the worker took, from whomever; that is no stall.
      watch(limit);
    } else {
      giveUp(
          new ErrorKind.DeadlineExceeded(
              "the worker said nothing for %d ms".formatted(limit.toMillis())));
    }
  }

  /**
   * The worker did not answer its probe. A busy one may miss it, and what it has computed would be
   * lost; so it is left only if it does not go on with this answer either.
   */
  private void doubt() {
    if (ended || outstanding == 0) {
      return;
    }
    var silent = Duration.ofNanos(loop.nanoTime() - lastHeard);
    if (silent.compareTo(patience.doubted()) >= 0 && owner.replaceable()) {
      giveUp(new ErrorKind.WorkerUnavailable(request.model()));
    }
  }

  private void giveUp(ErrorKind kind) {
    if (subscription != null && !ended) {
      subscription.cancel();
    }
    fail(kind);
  }

  private void fail(ErrorKind kind) {
    if (!ended) {
      seat.failed(kind);
    }
    if (end(Optional.of(kind))) {
      owner.failed(kind);
    }
  }

  private boolean end(Optional<ErrorKind> failure) {
    if (ended) {
      return false;
    }
    ended = true;
    stopWatching.run();
    seat.used(usage);
    seat.leave();
    asked.over(usage, failure);
    return true;
  }
}
