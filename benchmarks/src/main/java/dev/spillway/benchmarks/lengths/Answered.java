package dev.spillway.benchmarks.lengths;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.router.length.PromptFeatures;
import java.util.List;
import java.util.OptionalInt;

/**
 * A prompt that a model answered.
 *
 * @param tokens of the answer
 * @param test whether it is kept from training
 */
record Answered(String model, String prompt, int tokens, boolean test) {

  /** The same, said to be of another model. */
  Answered as(String other) {
    return new Answered(other, prompt, tokens, test);
  }

  PromptFeatures features(OptionalInt maxTokens) {
    var greedy = Sampling.GREEDY;
    return PromptFeatures.of(
        new ChatRequest(
            model,
            List.of(new ChatMessage(Role.USER, prompt)),
            maxTokens.isPresent() ? greedy.withMaxTokens(maxTokens.getAsInt()) : greedy));
  }
}
