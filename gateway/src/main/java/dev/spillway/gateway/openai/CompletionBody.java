package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.chat.Answer;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A whole answer. */
@RegisterForReflection
record CompletionBody(
    String id, String object, long created, String model, List<Choice> choices, UsageBody usage) {

  /** One answer. */
  @RegisterForReflection
  record Choice(
      int index,
      Message message,
      @Nullable LogprobsBody logprobs,
      @JsonProperty("finish_reason") String finishReason) {}

  /** The assistant's turn. */
  @RegisterForReflection
  record Message(
      String role,
      @Nullable String content,
      @Nullable String refusal,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("reasoning_content")
          String reasoningContent,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("tool_calls")
          @Nullable List<ToolCallBody> toolCalls) {}

  /**
   * @param logprobs whether the tokens are listed
   */
  static CompletionBody of(Identity identity, List<Answer> answers, boolean logprobs) {
    return new CompletionBody(
        identity.completionId(),
        "chat.completion",
        identity.created(),
        answers.getFirst().end().decision().tier().name(),
        IntStream.range(0, answers.size())
            .mapToObj(i -> choice(i, answers.get(i), logprobs))
            .toList(),
        UsageBody.of(answers.stream().map(Answer::end).toList()));
  }

  private static Choice choice(int index, Answer answer, boolean logprobs) {
    var nothingSaid = answer.text().isEmpty() && !answer.calls().isEmpty();
    return new Choice(
        index,
        new Message(
            "assistant",
            nothingSaid ? null : answer.text(),
            null,
            answer.thoughts(),
            ToolCallBody.of(answer.calls())),
        logprobs ? LogprobsBody.of(answer.tokens()) : null,
        answer.end().reason().wireName());
  }
}
