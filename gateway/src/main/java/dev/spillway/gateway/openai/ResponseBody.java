package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response, whole or as far as it came.
 *
 * @param model the tier that answers
 * @param spillway at the end of a stream
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record ResponseBody(
    String id,
    String object,
    @JsonProperty("created_at") long createdAt,
    String status,
    @Nullable Failure error,
    @JsonProperty("incomplete_details") @Nullable Incomplete incompleteDetails,
    String model,
    List<OutputItem> output,
    @JsonUnwrapped ResponseTerms terms,
    @Nullable Tokens usage,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Account spillway) {

  /**
   * Why it broke off.
   *
   * @param code one of OpenAI's, whose clients know no others here
   */
  @RegisterForReflection
  record Failure(String code, String message) {
    static Failure of(ErrorKind kind) {
      var code =
          switch (kind.fault()) {
            case CALLER -> "invalid_prompt";
            case POLICY -> "rate_limit_exceeded";
            case UPSTREAM, US -> "server_error";
          };
      return new Failure(code, kind.message());
    }
  }

  /** Why it ends before the model ended it. */
  @RegisterForReflection
  record Incomplete(String reason) {}

  /** Tokens of the prompt and of the answer. */
  @RegisterForReflection
  record Tokens(
      @JsonProperty("input_tokens") int inputTokens,
      @JsonProperty("input_tokens_details") InputDetails inputDetails,
      @JsonProperty("output_tokens") int outputTokens,
      @JsonProperty("output_tokens_details") OutputDetails outputDetails,
      @JsonProperty("total_tokens") int totalTokens) {

    static Tokens of(Usage usage) {
      return new Tokens(
          usage.promptTokens(),
          new InputDetails(usage.cachedTokens(), usage.cacheWriteTokens()),
          usage.completionTokens(),
          new OutputDetails(usage.reasoningTokens()),
          usage.promptTokens() + usage.completionTokens());
    }
  }

  /**
   * @param cachedTokens did not have to be computed
   * @param cacheWriteTokens were charged for being kept, where an engine says so
   */
  @RegisterForReflection
  record InputDetails(
      @JsonProperty("cached_tokens") int cachedTokens,
      @JsonProperty("cache_write_tokens") int cacheWriteTokens) {}

  /**
   * @param reasoningTokens were thought and not said; zero also where the engine does not tell
   */
  @RegisterForReflection
  record OutputDetails(@JsonProperty("reasoning_tokens") int reasoningTokens) {}

  /** Nothing of it is there yet. */
  static ResponseBody begun(Identity identity, ResponseCall call, String model) {
    return of(identity, call, model, OutputItem.IN_PROGRESS, List.of(), null, null, null, null);
  }

  static ResponseBody over(
      Identity identity,
      ResponseCall call,
      List<OutputItem> output,
      AnswerEvent.Finished end,
      @Nullable Account account) {
    var reason =
        switch (end.reason()) {
          case STOP, TOOL_CALLS -> null;
          case LENGTH -> new Incomplete("max_output_tokens");
          case CONTENT_FILTER -> new Incomplete("content_filter");
        };
    return of(
        identity,
        call,
        end.decision().tier().name(),
        status(end.reason()),
        output,
        null,
        reason,
        Tokens.of(end.usage()),
        account);
  }

  /** What came of it stays. */
  static ResponseBody failed(
      Identity identity,
      ResponseCall call,
      String model,
      List<OutputItem> output,
      ErrorKind failure) {
    return of(identity, call, model, "failed", output, Failure.of(failure), null, null, null);
  }

  /** Of a response, and of its last item, that ends like this. */
  static String status(FinishReason reason) {
    return switch (reason) {
      case STOP, TOOL_CALLS -> OutputItem.COMPLETED;
      case LENGTH, CONTENT_FILTER -> OutputItem.INCOMPLETE;
    };
  }

  private static ResponseBody of(
      Identity identity,
      ResponseCall call,
      String model,
      String status,
      List<OutputItem> output,
      @Nullable Failure error,
      @Nullable Incomplete incomplete,
      @Nullable Tokens usage,
      @Nullable Account account) {
    return new ResponseBody(
        identity.responseId(),
        "response",
        identity.created(),
        status,
        error,
        incomplete,
        model,
        List.copyOf(output),
        call.terms(),
        usage,
        account);
  }
}
