package dev.spillway.gateway.response;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.cascade.CascadeRequest;
import dev.spillway.gateway.cascade.Loop;
import dev.spillway.gateway.cascade.Purse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way to all who asked the same at the same time: looked up once, and computed
 * once if it is not kept ("singleflight"). The one who asked first leads; it is its request that is
 * computed and paid for.
 *
 * <p>All readers get the same events, those who come later from the beginning. Each has its own
 * queue of them on its own loop, so a slow one holds nobody up: the answer is computed at the pace
 * of the fastest. The queues hold references to the same events, and an answer is bounded by its
 * model's context. Readers are bounded in number; and an answer that has grown too large to be kept
 * is not remembered for those who come later either, so nobody joins any more.
 *
 * <p>It is computed as the one who led wants it: a stream that joins one who wanted a whole body
 * gets nothing before the whole is there, which is no later than if it had been computed for it.
 *
 * <p>It goes on while there is a reader. One that leaves takes nothing with it, also if it is the
 * one who led, and who then still pays; the last one to leave ends it. If it fails, readers that
 * were told nothing yet go their own way: see {@link Reader}.
 *
 * <p>All state belongs to the loop of the one who led; readers live on theirs, and both sides talk
 * by messages alone.
 */
final class Flight implements Flow.Subscriber<AnswerEvent> {
  /** How many events the fastest reader may be behind. */
  static final int WINDOW = 64;

  private final ResponseCache shared;
  private final FlightKey key;
  private final CascadeRequest request;
  private final Purse purse;
  private final Loop loop;
  private final Set<Reader> readers = new LinkedHashSet<>();
  private final List<AnswerEvent> events = new ArrayList<>();
  private final Recording recording;
  private final long begin;

  private Flow.@Nullable Subscription run;
  private Runnable kept = () -> {};
  private long size;
  private long asked;
  private boolean joinable = true;
  private boolean complete;
  private boolean over;

  /**
   * @param request of the one who leads
   * @param purse of the same
   * @param loop where it lives
   */
  Flight(ResponseCache shared, FlightKey key, CascadeRequest request, Purse purse, Loop loop) {
    this.shared = shared;
    this.key = key;
    this.request = request;
    this.purse = purse;
    this.loop = loop;
    recording = shared.recording(request);
    begin = loop.nanoTime();
  }

  /** On the loop. */
  void start(Reader leader) {
    add(leader);
    var _ =
        shared
            .find(key, request)
            .exceptionally(failure -> Lookup.NOTHING)
            .thenAccept(found -> loop.execute(() -> looked(found)));
  }

  /** Somebody asks the same. It is told of the events so far, or that it cannot join. */
  void join(Reader reader) {
    loop.execute(
        () -> {
          if (joinable && readers.size() <= shared.limits.followers()) {
            var soFar = List.copyOf(events);
            reader.hear(soFar);
            if (complete) {
              reader.hearEnd();
            } else {
              add(reader);
            }
          } else {
            reader.hearNo();
          }
        });
  }

  /** A reader does not want any more. */
  void leave(Reader reader) {
    loop.execute(
        () -> {
          if (readers.remove(reader)) {
            shared.meters.readers(-1);
          }
          if (readers.isEmpty() && end()) {
            if (run != null) {
              run.cancel();
            }
            purse.close();
          }
        });
  }

  /** A reader has passed on so many events. */
  void passed(long count) {
    loop.execute(() -> ask(count + WINDOW));
  }

  private void ask(long upTo) {
    if (run != null && !over && upTo > asked) {
      var more = upTo - asked;
      asked = upTo;
      run.request(more);
    }
  }

  private void looked(Lookup found) {
    if (over) {
      return;
    }
    kept = found.kept();
    if (found.events().isPresent()) {
      var replay = found.events().get();
      events.addAll(replay);
      readers.forEach(reader -> reader.hear(replay));
      finish();
      purse.close();
    } else {
      var spent = Duration.ofNanos(loop.nanoTime() - begin);
      var missed = request.missed().meaning(found.meaning());
      shared.compute(missed.after(spent), purse, loop).subscribe(this);
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    run = opened;
    ask(WINDOW);
  }

  @Override
  public void onNext(AnswerEvent event) {
    recording.take(event);
    if (joinable) {
      events.add(event);
      size += size(event);
      if (size > shared.limits.entry()) {
        joinable = false;
        events.clear();
      }
    }
    readers.forEach(reader -> reader.hear(List.of(event)));
  }

  @Override
  public void onComplete() {
    if (!over) {
      finish();
      shared.keep(key.key(), recording, kept);
    }
  }

  @Override
  public void onError(Throwable failure) {
    joinable = false;
    if (end()) {
      ErrorKind kind = SpillwayException.kindOf(failure);
      readers.forEach(reader -> reader.hearFailure(kind));
      clear();
    }
  }

  private void finish() {
    complete = true;
    end();
    readers.forEach(Reader::hearEnd);
    clear();
  }

  private void add(Reader reader) {
    readers.add(reader);
    shared.meters.readers(1);
  }

  private void clear() {
    shared.meters.readers(-readers.size());
    readers.clear();
  }

  private boolean end() {
    if (over) {
      return false;
    }
    over = true;
    joinable &= complete;
    shared.landed(key, this);
    return true;
  }

  /** About the bytes that an event takes in memory. */
  private static long size(AnswerEvent event) {
    return switch (event) {
      case AnswerEvent.Text(var text, var tokens) ->
          64
              + 2L * text.length()
              + tokens.stream().mapToLong(token -> 64 + 64L * token.top().size()).sum();
      case AnswerEvent.Thought(GenerateEvent.Thought.Told(var text)) -> 64 + 2L * text.length();
      case AnswerEvent.Thought(GenerateEvent.Thought.Signed(var by)) -> 64 + 2L * by.length();
      case AnswerEvent.Thought(GenerateEvent.Thought.Hidden(var data)) -> 64 + 2L * data.length();
      case AnswerEvent.Call(var call) -> 64 + 2L * call.arguments().length();
      case AnswerEvent.Committed committed -> 64;
      case AnswerEvent.Finished finished -> 64;
    };
  }
}
