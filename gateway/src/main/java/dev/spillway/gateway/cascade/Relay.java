package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.router.Tier;
import dev.spillway.router.placement.Job;
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
 */
final class Relay implements Attempt.Owner {

  /** As of an attempt; and each time that another worker is asked to go on. */
  interface Listener extends Attempt.Listener {
    void resumed();
  }

  private final CascadeRunner shared;
  private final Job job;
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

  /**
   * @param asked incarnations of workers that failed this request; those that are asked are added
   * @param tier whose reply it is
   */
  Relay(
      CascadeRunner shared,
      Loop loop,
      Seat seat,
      Job job,
      GenerateRequest request,
      Set<String> asked,
      Tier tier,
      Onlooker onlooker,
      Listener listener) {
    this.shared = shared;
    this.job = job;
    this.asked = asked;
    this.listener = listener;
    this.seat = seat;
    this.attempt = new Attempt(loop, seat, request, shared.patience, this, tier, onlooker);
  }

  void start() {
    asked.add(seat.incarnation());
    attempt.start();
  }

  Usage usage() {
    return attempt.usage();
  }

  void request(long events) {
    attempt.request(events);
  }

  void cancel() {
    attempt.cancel();
  }

  @Override
  public void token(GenerateEvent.Token token) {
    wentOn();
    tokens.add(token.id());
    listener.token(token);
  }

  @Override
  public void call(GenerateEvent.Call call) {
    wentOn();
    listener.call(call);
  }

  @Override
  public void finished(GenerateEvent.Finished finished) {
    wentOn();
    listener.finished(finished);
  }

  @Override
  public void failed(ErrorKind kind) {
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
    start();
  }

  private void wentOn() {
    if (!goesOn) {
      goesOn = true;
      shared.meters.resumption("resumed");
    }
  }
}
