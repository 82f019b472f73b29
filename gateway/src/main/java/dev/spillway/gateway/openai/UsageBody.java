package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code usage}: the answer's own tokens, as OpenAI's clients expect; the money counts all. */
@RegisterForReflection
record UsageBody(
    @JsonProperty("prompt_tokens") int promptTokens,
    @JsonProperty("completion_tokens") int completionTokens,
    @JsonProperty("total_tokens") int totalTokens,
    @JsonProperty("prompt_tokens_details") PromptDetails promptDetails,
    @JsonProperty("completion_tokens_details") CompletionDetails completionDetails) {

  /**
   * @param cachedTokens did not have to be computed
   * @param cacheWriteTokens were charged for being kept, where an engine says so
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PromptDetails(
      @JsonProperty("cached_tokens") int cachedTokens,
      @JsonProperty("cache_write_tokens") @Nullable Integer cacheWriteTokens) {}

  /**
   * @param reasoningTokens were thought and not said; zero also where the engine does not tell
   */
  @RegisterForReflection
  record CompletionDetails(@JsonProperty("reasoning_tokens") int reasoningTokens) {}

  /**
   * All answers to one prompt. It is read once for each, and counted once, as clients expect; the
   * money counts what was read.
   */
  static UsageBody of(List<AnswerEvent.Finished> answers) {
    var prompt = answers.getFirst().usage();
    var all = answers.stream().map(AnswerEvent.Finished::usage).reduce(Usage.NONE, Usage::plus);
    return of(prompt.withAnswerOf(all));
  }

  static UsageBody of(Usage usage) {
    return new UsageBody(
        usage.promptTokens(),
        usage.completionTokens(),
        usage.promptTokens() + usage.completionTokens(),
        new PromptDetails(
            usage.cachedTokens(), usage.cacheWriteTokens() == 0 ? null : usage.cacheWriteTokens()),
        new CompletionDetails(usage.reasoningTokens()));
  }
}
