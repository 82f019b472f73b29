package dev.spillway.contracts.worker;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One answer that a worker is asked for.
 *
 * @param predictedTokens how long the answer will probably be, if anybody knows. It may change when
 *     a request is served, never what is answered; a worker ignores what cannot be.
 * @param answered the first tokens of the answer, where a worker with the same model began it and
 *     cannot go on; empty as a rule. What follows is what would have followed there: limits count
 *     these tokens, a seed's n-th number belongs to the n-th token, and of their text nothing is
 *     said again.
 * @param answeredBy the fingerprint of the model that gave {@code answered}, which a worker with
 *     any other refuses; empty where there is none
 * @param namespace whose text it is, as minted by the gateway: requests of one namespace may use
 *     what others of it have computed, and no others. Empty where nothing may be kept for other
 *     workers.
 * @param shared the first of the messages, where others than of {@code namespace} may find what is
 *     computed of them, and find it for them; without a namespace it does not count
 * @param trace what is told whoever is called so that its spans are of the same trace: headers of
 *     W3C Trace Context, beside the call and no part of it; empty where nothing is traced
 * @param left how long its answer is waited for, from now on; told beside the call, too, and absent
 *     where it is not told
 */
public record GenerateRequest(
    String requestId,
    String model,
    List<ChatMessage> messages,
    Sampling sampling,
    OptionalInt predictedTokens,
    List<Integer> answered,
    String answeredBy,
    String namespace,
    Optional<SharedPrefix> shared,
    Demands demands,
    Map<String, String> trace,
    Optional<Duration> left) {
  public GenerateRequest {
    messages = List.copyOf(messages);
    answered = List.copyOf(answered);
    trace = Map.copyOf(trace);
  }

  /** The answer begins here. */
  public GenerateRequest(
      String requestId,
      String model,
      List<ChatMessage> messages,
      Sampling sampling,
      OptionalInt predictedTokens) {
    this(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        List.of(),
        "",
        "",
        Optional.empty(),
        Demands.NONE,
        Map.of(),
        Optional.empty());
  }

  /** Nobody knows how long the answer will be. */
  public GenerateRequest(
      String requestId, String model, List<ChatMessage> messages, Sampling sampling) {
    this(requestId, model, messages, sampling, OptionalInt.empty());
  }

  /** The same request, with the first tokens of its answer by the model with this fingerprint. */
  public GenerateRequest goingOnAfter(List<Integer> tokens, String fingerprint) {
    return new GenerateRequest(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        tokens,
        fingerprint,
        namespace,
        shared,
        demands,
        trace,
        left);
  }

  /** The same request, of somebody who shares its beginning. */
  public GenerateRequest of(String whose, Optional<SharedPrefix> beginning) {
    return new GenerateRequest(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        answered,
        answeredBy,
        whose,
        beginning,
        demands,
        trace,
        left);
  }

  /** The same request, of somebody who wants this. */
  public GenerateRequest wanting(Demands other) {
    return new GenerateRequest(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        answered,
        answeredBy,
        namespace,
        shared,
        other,
        trace,
        left);
  }

  /** The same request, as a part of this trace. */
  public GenerateRequest tracedBy(Map<String, String> headers) {
    return new GenerateRequest(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        answered,
        answeredBy,
        namespace,
        shared,
        demands,
        headers,
        left);
  }

  /** The same request, whose answer is waited for so long. */
  public GenerateRequest within(Duration time) {
    return new GenerateRequest(
        requestId,
        model,
        messages,
        sampling,
        predictedTokens,
        answered,
        answeredBy,
        namespace,
        shared,
        demands,
        trace,
        Optional.of(time));
  }

  /**
   * Whether it says anything that workers did not know before there were {@link Demands}; see
   * {@link GenerateEvent.Started#heedful}.
   */
  public boolean isDemanding() {
    return sampling.penalises()
        || sampling.topLogprobs() > 0
        || demands.raw()
        || !demands.tools().isEmpty()
        || !(demands.format() instanceof ResponseFormat.Text)
        || !demands.needed().isEmpty()
        || !messages.stream().allMatch(ChatMessage::isPlain);
  }
}
