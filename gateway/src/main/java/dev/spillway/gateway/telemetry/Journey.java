package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Decision;
import dev.spillway.gateway.cascade.Onlooker;
import dev.spillway.gateway.cascade.Provenance;
import dev.spillway.gateway.http.ErrorReply;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * One chat request, from the last byte of its body to the last byte of its answer, as those see it
 * who run the gateway: how long it took and what it waited for, which workers were asked, what it
 * cost, how it ended. Where several answers are asked for it is one journey, with what they used
 * and cost together, and the end of the last. All of it happens on the request's loop, but for what
 * a computation that others wait for goes on to do after this one is over.
 */
public final class Journey implements Onlooker {
  /** Of log lines. */
  private static final String REQUEST_ID = "request_id";

  private final RoutingContext context;
  private final Spans.Request span;
  private final long begin = System.nanoTime();
  private final Waiting waiting = new Waiting();

  private Optional<Routed> routed = Optional.empty();
  private @Nullable Decision decision;
  private AnswerEvent.@Nullable Finished finished;
  private Optional<Duration> firstToken = Optional.empty();
  private Usage usage = Usage.NONE;
  private Money cost = Money.ZERO;
  private Money costIfLargest = Money.ZERO;

  /**
   * What is known of a request that can be answered.
   *
   * @param chat names a model that there is
   * @param policy name and version; absent where the client asked for a tier
   */
  record Routed(String requestId, String project, ChatRequest chat, Optional<String> policy) {
    String model() {
      return chat.model();
    }
  }

  /**
   * What became of it.
   *
   * @param answered whether the answer is complete
   * @param usage of the answers
   * @param own time that was not spent waiting for workers and the client
   */
  record Result(
      Optional<Decision> decision,
      Optional<AnswerEvent.Finished> answered,
      Optional<Duration> firstToken,
      Usage usage,
      Money cost,
      Money costIfLargest,
      Duration own) {}

  Journey(RoutingContext context, Spans.Request span) {
    this.context = context;
    this.span = span;
  }

  /** It is known who asks for what. Log lines of this request have its id from now on. */
  public void routed(String requestId, String project, ChatRequest chat, Optional<String> policy) {
    MDC.put(REQUEST_ID, requestId);
    var now = new Routed(requestId, project, chat, policy);
    routed = Optional.of(now);
    span.routed(now);
  }

  /** What writes the answer, seen by this. */
  public Flow.Subscriber<AnswerEvent> telling(Flow.Subscriber<AnswerEvent> reply) {
    return new Telling(this, reply);
  }

  Optional<Routed> routed() {
    return routed;
  }

  void pass(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Committed committed -> {
        decision = committed.decision();
        if (firstToken.isEmpty()) {
          firstToken = Optional.of(Duration.ofNanos(System.nanoTime() - begin));
        }
      }
      case AnswerEvent.Thought thought -> {}
      case AnswerEvent.Text text -> span.text(text.text());
      case AnswerEvent.Call call -> {}
      case AnswerEvent.Finished end -> {
        decision = end.decision();
        finished = end;
        usage = usage.plus(end.usage());
        cost = cost.plus(end.receipt().cost());
        costIfLargest = costIfLargest.plus(end.receipt().costIfLargest());
      }
    }
  }

  void broken(ErrorKind kind) {
    ErrorReply.note(context, kind);
  }

  void clientFull() {
    waiting.begin(System.nanoTime());
  }

  void clientTakes() {
    waiting.end(System.nanoTime());
  }

  @Override
  public Asked asks(Tier tier, String worker, boolean resumed) {
    waiting.begin(System.nanoTime());
    return new Call(span.asks(tier, worker, resumed));
  }

  @Override
  public Runnable waits() {
    waiting.begin(System.nanoTime());
    return () -> waiting.end(System.nanoTime());
  }

  /** Nothing more is written. */
  Result over(Optional<ErrorKind> error, boolean clientGone) {
    long now = System.nanoTime();
    var result =
        new Result(
            Optional.ofNullable(decision),
            Optional.ofNullable(finished),
            firstToken,
            usage,
            cost,
            costIfLargest,
            Duration.ofNanos(now - begin - waiting.total(now)));
    span.over(result, context.response().getStatusCode(), error, clientGone);
    return result;
  }

  /** Whether the time of its own is known: what waits for another request's worker does not say. */
  static boolean knowsOwnTime(Result result) {
    return result.answered().isPresent()
        && result
            .decision()
            .filter(made -> made.provenance().kind() != Provenance.Kind.COALESCED)
            .isPresent();
  }

  private final class Call implements Asked {
    private final Spans.Call of;

    Call(Spans.Call of) {
      this.of = of;
    }

    @Override
    public Map<String, String> trace() {
      return of.trace();
    }

    @Override
    public void over(Usage used, Optional<ErrorKind> failure) {
      waiting.end(System.nanoTime());
      of.over(used, failure);
    }
  }
}
