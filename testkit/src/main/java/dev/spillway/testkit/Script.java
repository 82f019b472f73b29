package dev.spillway.testkit;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.GenerateEvent;
import dev.spillway.contracts.worker.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a {@link StubWorker} says in answer to one request, step by step. */
public final class Script {

  /** One step. */
  sealed interface Step {
    record Say(GenerateEvent event) implements Step {}

    record Fail(RuntimeException failure) implements Step {}

    /** Says nothing before this completes. */
    record Await(CompletableFuture<Void> gate) implements Step {}

    /** Completes the stream, whether or not it is finished. */
    record End() implements Step {}
  }

  private final List<Step> steps = new ArrayList<>();
  private int promptTokens;
  private int cachedTokens;
  private int completionTokens;

  public static Script started(int promptTokens, int cachedTokens) {
    return resumed(promptTokens, cachedTokens, 0);
  }

  /** The rest of an answer that has so many tokens already. */
  public static Script resumed(int promptTokens, int cachedTokens, int answeredTokens) {
    var script = new Script();
    script.promptTokens = promptTokens;
    script.cachedTokens = cachedTokens;
    script.completionTokens = answeredTokens;
    return script.say(new GenerateEvent.Started(promptTokens, cachedTokens, answeredTokens));
  }

  /** A stream that begins with nothing. */
  public static Script silent() {
    return new Script();
  }

  /** A prompt of ten tokens, these tokens, all of one probability, and the end. */
  public static Script answer(double probability, String... tokens) {
    var script = started(10, 0);
    for (var token : tokens) {
      script.token(token, probability);
    }
    return script.finish();
  }

  public static Script failing(ErrorKind kind) {
    return silent().fail(kind);
  }

  public Script say(GenerateEvent event) {
    steps.add(new Step.Say(event));
    return this;
  }

  public Script token(String text, double probability) {
    completionTokens++;
    return say(new GenerateEvent.Token(completionTokens, (float) Math.log(probability), text));
  }

  /** A piece of what the model thinks, which is a token as well. */
  public Script thought(String text) {
    completionTokens++;
    return say(new GenerateEvent.Thought.Told(text));
  }

  /** More of a tool's call; the first of an index has id and name. */
  public Script call(int index, String id, String name, String arguments) {
    return say(new GenerateEvent.Call(index, id, name, arguments));
  }

  public Script finish() {
    return finish(FinishReason.STOP, "");
  }

  public Script finish(FinishReason reason, String tail) {
    say(new GenerateEvent.Finished(reason, tail, usage()));
    return end();
  }

  /** A stop string ends the answer. */
  public Script stoppedBy(String stop) {
    say(new GenerateEvent.Finished(FinishReason.STOP, "", usage(), Optional.of(stop)));
    return end();
  }

  private Usage usage() {
    return new Usage(promptTokens, cachedTokens, completionTokens);
  }

  public Script fail(ErrorKind kind) {
    return fail(new dev.spillway.contracts.error.SpillwayException(kind));
  }

  public Script fail(RuntimeException failure) {
    steps.add(new Step.Fail(failure));
    return this;
  }

  public Script await(CompletableFuture<Void> gate) {
    steps.add(new Step.Await(gate));
    return this;
  }

  public Script end() {
    steps.add(new Step.End());
    return this;
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }
}
