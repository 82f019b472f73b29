package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.Tier;
import dev.spillway.router.placement.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reply of a tier, told by one worker after another if need be.
 *
 * <p>A worker that breaks down, falls silent or has to stop in the midst of its reply leaves the
 * tokens that it has told. Another worker with the very same model reads them together with the
 * prompt and goes on with the next one, as the first would have (law 1): this is the stateful
 * recovery of SpotServe (Miao et al., ASPLOS 2024), with the tokens as all of the state. Whoever
 * listens hears one reply, no token of it twice and none missing, and its usage is that of one
 * reply, because the second reading of the prompt is not the client's affair.
 *
 * <p>It gives up, with the failure that broke the reply, when there is no such worker, when it was
 * tried too often, and at once where nothing was told: then whole replies of others are as good.
 * What a worker says against a request that another one took is not passed on: it would blame the
 * client for a worker that does not go on. Tokens are bounded by the model's context.
 *
 * <p>Where the first worker says nothing for long, a second one may be asked the same, see {@link
 * Hedging}: who says a token first tells the reply, and what the other used is {@link #wasted}.
 */
final class Relay implements Attempt.Owner {

  /** As of an attempt. */
  interface Listener extends Attempt.Listener {
    /** Another worker is asked to go on. */
    void resumed();

    /**
     * Another worker could be asked the same.
     *
     * @param ask to be run, at once or later, if that can be paid for
     */
    void late(Runnable ask);
  }

  /** A second worker that is asked the same, until either has said something. */
  private final class Rival implements Attempt.Owner {
    private final Seat place;
    private final Attempt trial;

    Rival(Seat place) {
      this.place = place;
      trial = new Attempt(flight, tier, place, request, this);
    }

    /** From now on the reply is told by this one, and by no other. */
    private void takeOver() {
      if (equals(rival)) {
        rival = null;
        attempt.cancel();
        wasted = wasted.plus(attempt.usage());
        attempt = trial;
        seat = place;
        shared.meters.hedge(tier.name(), "won");
      }
    }

    @Override
    public void token(GenerateEvent.Token token) {
      takeOver();
      Relay.this.token(token);
    }

    @Override
    public void thought(GenerateEvent.Thought thought) {
      takeOver();
      Relay.this.thought(thought);
    }

    @Override
    public void call(GenerateEvent.Call call) {
      takeOver();
      Relay.this.call(call);
    }

    @Override
    public void finished(GenerateEvent.Finished finished) {
      takeOver();
      Relay.this.finished(finished);
    }

    @Override
    public void failed(ErrorKind kind) {
      if (equals(rival)) {
        giveWay("failed");
      } else {
        Relay.this.failed(kind);
      }
    }

    @Override
    public boolean replaceable() {
      return equals(rival) || Relay.this.replaceable();
    }
  }

  private final InFlight flight;
  private final CascadeRunner shared;
  private final Loop loop;
  private final Tier tier;
  private final Job job;
  private final GenerateRequest request;
  private final Set<String> asked;
  private final Listener listener;
  private final List<Integer> tokens = new ArrayList<>();
  private Seat seat;
  private Attempt attempt;
  private int resumptions;

  /** Whether a token or the end came of the worker that was asked last to go on, if any was. */
  private boolean goesOn = true;

  /** What broke the reply last. */
  private @Nullable ErrorKind broke;

  private @Nullable Rival rival;
  private Usage wasted = Usage.NONE;
  private long begun;

  /** Whether anything was told, or nothing is wanted any more. */
  private boolean said;

  private Runnable stopWaiting = () -> {};

  /**
   * @param target whose reply it is, and what for
   * @param seat the place that was found there
   * @param asked incarnations of workers that failed this request; those that are asked are added
   */
  Relay(
      InFlight flight,
      Seating.Target target,
      Seat seat,
      GenerateRequest request,
      Set<String> asked,
      Listener listener) {
    this.flight = flight;
    shared = flight.shared();
    loop = flight.loop();
    tier = target.tier();
    job = target.job();
    this.seat = seat;
    this.request = request;
    this.asked = asked;
    this.listener = listener;
    attempt = new Attempt(flight, tier, seat, request, this);
  }

  void start() {
    begun = loop.nanoTime();
    stopWaiting =
        shared
            .hedging
            .patience(tier)
            .map(patience -> loop.after(patience, this::late))
            .orElse(() -> {});
    ask();
  }

  private void ask() {
    asked.add(seat.incarnation());
    attempt.start();
  }

  Usage usage() {
    return attempt.usage();
  }

  /** What a worker used that was asked beside the one that told the reply. */
  Usage wasted() {
    return wasted;
  }

  void request(long events) {
    attempt.request(events);
  }

  void cancel() {
    giveWay("lost");
    attempt.cancel();
  }

  private void late() {
    if (shared.pool.serves(seat.model().id(), asked) && shared.hedging.mayAsk(tier)) {
      listener.late(this::askAnother);
    }
  }

  private void askAnother() {
    if (!said && rival == null) {
      shared
          .pool
          .take(tier.model(), asked, job)
          .ifPresent(
              place -> {
                asked.add(place.incarnation());
                rival = new Rival(place);
                rival.trial.start();
              });
    }
  }

  /** The second worker is not wanted any more, if there is one. */
  private void giveWay(String outcome) {
    stopWaiting.run();
    said = true;
    if (rival != null) {
      rival.trial.cancel();
      wasted = wasted.plus(rival.trial.usage());
      rival = null;
      shared.meters.hedge(tier.name(), outcome);
    }
  }

  /** The reply has begun. */
  private void said() {
    if (!said) {
      giveWay("lost");
      shared.hedging.begun(tier, Duration.ofNanos(loop.nanoTime() - begun));
    }
  }

  @Override
  public void token(GenerateEvent.Token token) {
    said();
    wentOn();
    tokens.add(token.id());
    listener.token(token);
  }

  @Override
  public void thought(GenerateEvent.Thought thought) {
    said();
    wentOn();
    listener.thought(thought);
  }

  @Override
  public void call(GenerateEvent.Call call) {
    said();
    wentOn();
    listener.call(call);
  }

  @Override
  public void finished(GenerateEvent.Finished finished) {
    said();
    wentOn();
    listener.finished(finished);
  }

  @Override
  public void failed(ErrorKind kind) {
    if (rival != null) {
      // The other goes on alone.
      rival.takeOver();
      return;
    }
    giveWay("lost");
    if (!goesOn) {
      shared.meters.resumption("failed");
    }
    var why = broke == null || kind instanceof ErrorKind.UpstreamError ? kind : broke;
    broke = why;
    if (tokens.isEmpty() || !(why instanceof ErrorKind.UpstreamError)) {
      listener.failed(why);
    } else if (resumptions == shared.resumptions) {
      giveUp("limit", why);
    } else {
      shared
          .pool
          .takeSame(seat.model(), asked, job)
          .ifPresentOrElse(this::resume, () -> giveUp("no_worker", why));
    }
  }

  @Override
  public boolean replaceable() {
    return tokens.isEmpty()
        ? shared.pool.serves(seat.model().id(), asked)
        : resumptions < shared.resumptions && shared.pool.servesSame(seat.model(), asked);
  }

  private void giveUp(String outcome, ErrorKind kind) {
    shared.meters.resumption(outcome);
    listener.failed(kind);
  }

  private void resume(Seat other) {
    resumptions++;
    goesOn = false;
    seat = other;
    attempt = attempt.resumedAt(other, tokens);
    listener.resumed();
    ask();
  }

  private void wentOn() {
    if (!goesOn) {
      goesOn = true;
      shared.meters.resumption("resumed");
    }
  }
}
