package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** {@code usage}: the answer's own tokens, as OpenAI's clients expect; the money counts all. */
@RegisterForReflection
record UsageBody(
    @JsonProperty("prompt_tokens") int promptTokens,
    @JsonProperty("completion_tokens") int completionTokens,
    @JsonProperty("total_tokens") int totalTokens,
    @JsonProperty("prompt_tokens_details") PromptDetails promptDetails) {

  /** What of the prompt did not have to be computed. */
  @RegisterForReflection
  record PromptDetails(@JsonProperty("cached_tokens") int cachedTokens) {}

  /**
   * All answers to one prompt. It is read once for each, and counted once, as clients expect; the
   * money counts what was read.
   */
  static UsageBody of(List<AnswerEvent.Finished> answers) {
    var prompt = answers.getFirst().usage();
    var completions = answers.stream().mapToInt(answer -> answer.usage().completionTokens()).sum();
    return of(new Usage(prompt.promptTokens(), prompt.cachedTokens(), completions));
  }

  static UsageBody of(Usage usage) {
    return new UsageBody(
        usage.promptTokens(),
        usage.completionTokens(),
        usage.promptTokens() + usage.completionTokens(),
        new PromptDetails(usage.cachedTokens()));
  }
}
