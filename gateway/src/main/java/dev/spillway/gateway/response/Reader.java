package dev.spillway.gateway.response;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.cascade.Ending;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Outbox;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.gateway.cascade.Receipt;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.router.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One client's side of a {@link Flight}, on the client's loop.
 *
 * <p>Law "a cache may only save time": a reader whose flight fails, or does not take it, is
 * answered as if it had been alone, with a computation of its own, as long as nothing of the flight
 * went to its client. To make that likely, a client that wants a whole body is told nothing before
 * the whole answer is there. Only a failure that is the caller's own mistake is passed on: it would
 * be the same again. A stream that began fails as its flight does (law "nothing after commit is
 * taken back").
 *
 * <p>It waits for a flight no longer than its own client does, and with what is left of that time
 * it goes its own way.
 *
 * <p>What was not computed for this client costs it nothing, and is written down here; what was
 * computed for it is written down by whoever did that.
 */
final class Reader implements Flow.Subscription {
  private static final Receipt NOTHING = new Receipt(Money.ZERO, Money.ZERO);

  private final ResponseCache shared;
  private final FlightKey key;
  private final CascadeRequest request;
  private final Purse purse;
  private final Loop loop;
  private final Flow.Subscriber<? super AnswerEvent> client;
  private final Outbox outbox;
  private final long begin;

  /** Events that the client does not get before all are there. */
  private final List<AnswerEvent> held = new ArrayList<>();

  private @Nullable Flight flight;
  private boolean leads;
  private Runnable stopTimer = () -> {};

  /** The client's side of a computation of its own. */
  private Flow.@Nullable Subscription alone;

  private long requested;

  /** Events of the flight, and how many of them are not waited for by it any more. */
  private long heard;

  private long passed;
  private boolean ended;

  /** Of the answer, once the client may have been told. */
  private @Nullable Decision committed;

  private Duration firstToken = Duration.ZERO;

  Reader(
      ResponseCache shared,
      FlightKey key,
      CascadeRequest request,
      Purse purse,
      Loop loop,
      Flow.Subscriber<? super AnswerEvent> client) {
    this.shared = shared;
    this.key = key;
    this.request = request;
    this.purse = purse;
    this.loop = loop;
    this.client = client;
    outbox = new Outbox(client);
    begin = loop.nanoTime();
  }

  void start() {
    client.onSubscribe(this);
    if (ended) {
      return;
    }
    var own = new Flight(shared, key, request, purse, loop);
    var joined = shared.join(key, own);
    flight = joined;
    leads = joined == own;
    if (leads) {
      joined.start(this);
    } else {
      stopTimer =
          request.urgency().left().map(left -> loop.after(left, this::late)).orElse(stopTimer);
      joined.join(this);
    }
  }

  /** The one who leads may have more time than this one. */
  private void late() {
    if (flight != null) {
      flight.leave(this);
    }
    failed(new ErrorKind.DeadlineExceeded("the answer that it waited for took too long"));
  }

  @Override
  public void request(long n) {
    requested = Math.max(requested + n, n);
    if (alone != null) {
      alone.request(n);
    } else {
      outbox.request(n);
      report();
    }
  }

  @Override
  public void cancel() {
    if (alone != null) {
      alone.cancel();
    } else if (end()) {
      outbox.close();
      if (flight != null) {
        flight.leave(this);
      }
      if (isAnothers()) {
        shared.cascadeMeters.abandoned(request.policy().name(), took());
      }
      over(Ending.CANCELLED, NOTHING);
    }
  }

  /** Of further events. */
  void hear(List<AnswerEvent> events) {
    loop.execute(
        () -> {
          if (!ended) {
            heard += events.size();
            events.forEach(this::take);
            report();
          }
        });
  }

  /** That there will be no more. */
  void hearEnd() {
    loop.execute(
        () -> {
          if (end()) {
            held.forEach(this::pass);
            outbox.complete();
          }
        });
  }

  /** That there will be no more, because of a failure. */
  void hearFailure(ErrorKind kind) {
    loop.execute(
        () -> {
          var untold = held.size() + outbox.size() == heard;
          if (!leads && untold && !isEverybodys(kind)) {
            goAlone();
          } else {
            failed(kind);
          }
        });
  }

  private void failed(ErrorKind kind) {
    if (end()) {
      outbox.fail(kind);
      if (!leads) {
        shared.cascadeMeters.failed(request.policy().name(), kind, took());
      }
      over(Ending.FAILED, NOTHING);
    }
  }

  /** Not so of what the one who led may not spend: others may. */
  private static boolean isEverybodys(ErrorKind kind) {
    return kind instanceof ErrorKind.ContextTooLong
        || kind instanceof ErrorKind.InvalidValue
        || kind instanceof ErrorKind.Unsupported;
  }

  /** That it is not taken. */
  void hearNo() {
    loop.execute(this::goAlone);
  }

  private void goAlone() {
    if (ended) {
      return;
    }
    outbox.close();
    flight = null;
    committed = null;
    held.clear();
    shared.meters.used(request.policy().name(), Provenance.Kind.MISS);
    stopTimer.run();
    var mine = request.missed().after(took());
    shared.computeAndKeep(key.key(), mine, purse, loop).subscribe(new Own());
  }

  private void take(AnswerEvent event) {
    if (!leads && !request.streamed()) {
      held.add(event);
    } else {
      pass(event);
    }
  }

  private void pass(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed(var decision, var receipt) -> {
        var mine = mine(decision);
        committed = mine;
        firstToken = took();
        outbox.put(new AnswerEvent.Committed(mine, receipt.map(paid -> mine(mine, paid))));
      }
      case AnswerEvent.Thought thought -> outbox.put(thought);
      case AnswerEvent.Text text -> outbox.put(text);
      case AnswerEvent.Call call -> outbox.put(call);
      case AnswerEvent.Finished(var reason, var stop, var usage, var decision, var receipt) -> {
        var mine = mine(decision);
        var paid = mine(mine, receipt);
        committed = mine;
        outbox.put(new AnswerEvent.Finished(reason, stop, usage, mine, paid));
        if (isAnothers()) {
          shared.cascadeMeters.firstToken(request.policy().name(), mine.tier(), firstToken);
          shared.cascadeMeters.answered(request.policy().name(), mine, paid, took());
          shared.meters.saved(receipt.cost());
        }
        over(Ending.of(reason), paid);
      }
    }
  }

  /** What is computed for another is not computed for this one. */
  private Decision mine(Decision decision) {
    return !leads && decision.provenance().computed()
        ? decision.from(Provenance.COALESCED)
        : decision;
  }

  private static Receipt mine(Decision decision, Receipt receipt) {
    return decision.provenance().computed()
        ? receipt
        : new Receipt(Money.ZERO, receipt.costIfLargest());
  }

  /** Whether its client is given what was computed for another. */
  private boolean isAnothers() {
    return committed == null ? !leads : !committed.provenance().computed();
  }

  /** Lets the flight go on as far as this client keeps up. One that is told nothing always does. */
  private void report() {
    var now = heard - outbox.size();
    if (flight != null && !ended && now > passed) {
      passed = now;
      flight.passed(now);
    }
  }

  /** Writes down what became of an answer that the client was told of, once. */
  private void over(Ending ending, Receipt receipt) {
    var decision = committed;
    if (decision == null) {
      return;
    }
    shared.meters.used(request.policy().name(), decision.provenance().kind());
    if (isAnothers()) {
      shared.witness.answered(
          new Trail(
              request,
              decision,
              receipt,
              ending,
              firstToken,
              took(),
              List.of(),
              0,
              false,
              List.of()));
    }
    committed = null;
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    stopTimer.run();
    if (!leads) {
      purse.close();
    }
    return true;
  }

  private Duration took() {
    return Duration.ofNanos(loop.nanoTime() - begin);
  }

  /** Passes a computation of its own on to the client. */
  private final class Own implements Flow.Subscriber<AnswerEvent> {
    @Override
    public void onSubscribe(Flow.Subscription opened) {
      alone = opened;
      if (requested > 0) {
        opened.request(requested);
      }
    }

    @Override
    public void onNext(AnswerEvent event) {
      client.onNext(event);
    }

    @Override
    public void onError(Throwable failure) {
      client.onError(failure);
    }

    @Override
    public void onComplete() {
      client.onComplete();
    }
  }
}
