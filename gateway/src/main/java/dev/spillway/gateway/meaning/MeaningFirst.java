package dev.spillway.gateway.meaning;

import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.Answers;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Purse;
import dev.spillway.gateway.meaning.MeaningMeters.Outcome;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Questions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Has the question embedded before a policy decides whose router goes by what questions mean; other
 * requests pass through.
 *
 * <p>A request waits for it no longer than its patience. If no worker embeds by then it is decided
 * without, which is as good as what the words tell. Law "no silent slow path": each such decision
 * is counted by its reason, and {@link dev.spillway.gateway.workers.Embedders} says once that
 * nobody embeds and does not ask a worker that failed for a while, so that then nobody waits.
 *
 * <p>Where the question was embedded already, to look for similar ones, that will do.
 */
public final class MeaningFirst implements Answers {
  private final Answers answers;
  private final QuestionMeanings meanings;
  private final Duration patience;
  private final MeaningMeters meters;

  /**
   * @param answers answers, with what is known by then
   * @param patience how long a request waits
   */
  public MeaningFirst(
      Answers answers, QuestionMeanings meanings, Duration patience, MeterRegistry registry) {
    this.answers = answers;
    this.meanings = meanings;
    this.patience = patience;
    this.meters = new MeaningMeters(registry);
  }

  @Override
  public Flow.Publisher<AnswerEvent> answer(CascadeRequest request, Purse purse, Loop loop) {
    var model = request.policy().rule().meaningModel();
    if (model.isEmpty()) {
      return answers.answer(request, purse, loop);
    }
    if (request.meaning().isPresent()) {
      decided(request, request.meaning(), Outcome.SHARED);
      return answers.answer(request, purse, loop);
    }
    return client -> new Waiting(request, purse, loop, client).start();
  }

  private void decided(CascadeRequest request, Optional<Meaning> meaning, Outcome outcome) {
    boolean useful =
        meaning.map(Meaning::model).equals(request.policy().rule().meaningModel())
            || meaning.isEmpty();
    meters.decided(request.policy().name(), useful ? outcome : Outcome.OTHER_MODEL);
  }

  private CompletionStage<Optional<Meaning>> embed(CascadeRequest request) {
    try {
      return meanings.of(Questions.toEmbed(request.chat().messages()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** One request's. All of it on the request's loop. */
  private final class Waiting implements Flow.Subscription {
    private final CascadeRequest request;
    private final Purse purse;
    private final Loop loop;
    private final Flow.Subscriber<? super AnswerEvent> client;
    private final long begin;
    private Runnable stopPatience = () -> {};
    private Runnable waited = () -> {};

    /** Whether it does not wait any more. */
    private boolean over;

    /** What the client asked for so far, while nobody answers. */
    private long demand;

    /** Of whoever answers. */
    private Flow.@Nullable Subscription answer;

    Waiting(
        CascadeRequest request,
        Purse purse,
        Loop loop,
        Flow.Subscriber<? super AnswerEvent> client) {
      this.request = request;
      this.purse = purse;
      this.loop = loop;
      this.client = client;
      begin = loop.nanoTime();
    }

    void start() {
      client.onSubscribe(this);
      if (over) {
        return;
      }
      waited = request.onlooker().waits();
      stopPatience = loop.after(patience, () -> goOn(Optional.empty(), Outcome.LATE));
      var _ =
          embed(request)
              .exceptionally(failure -> Optional.empty())
              .thenAccept(
                  known ->
                      loop.execute(
                          () -> goOn(known, known.isPresent() ? Outcome.DONE : Outcome.FAILED)));
    }

    @Override
    public void request(long n) {
      if (answer == null) {
        demand = Math.max(demand + n, n);
      } else {
        answer.request(n);
      }
    }

    /** Nobody was asked yet: nothing was spent. */
    @Override
    public void cancel() {
      if (answer != null) {
        answer.cancel();
      } else if (end()) {
        purse.close();
      }
    }

    private void goOn(Optional<Meaning> known, Outcome outcome) {
      if (end()) {
        var spent = Duration.ofNanos(loop.nanoTime() - begin);
        meters.waited(spent);
        decided(request, known, outcome);
        try {
          answers.answer(request.meaning(known).after(spent), purse, loop).subscribe(new Passing());
        } catch (RuntimeException e) {
          purse.close();
          client.onError(e);
        }
      }
    }

    private boolean end() {
      if (over) {
        return false;
      }
      over = true;
      stopPatience.run();
      waited.run();
      return true;
    }

    /** Passes the answer on. */
    private final class Passing implements Flow.Subscriber<AnswerEvent> {
      @Override
      public void onSubscribe(Flow.Subscription opened) {
        answer = opened;
        if (demand > 0) {
          opened.request(demand);
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
}
