package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.worker.Usage;
import dev.spillway.gateway.cascade.AnswerEvent;
import dev.spillway.gateway.chat.Account;
import dev.spillway.gateway.chat.Identity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What prompts went on with, or a part of it.
 *
 * @param usage in a stream only where it is told
 * @param spillway in the last part of a stream
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record TextBody(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable UsageBody usage,
    @Nullable Account spillway) {

  /** One answer. */
  @RegisterForReflection
  record Choice(
      String text,
      int index,
      @Nullable TextLogprobsBody logprobs,
      @JsonProperty("finish_reason") @Nullable String finishReason) {}

  static TextBody of(
      Identity identity,
      String model,
      List<Choice> choices,
      @Nullable UsageBody usage,
      @Nullable Account account) {
    return new TextBody(
        identity.textId(), "text_completion", identity.created(), model, choices, usage, account);
  }

  /**
   * Each prompt counts once, whatever the number of its answers.
   *
   * @param answers by choice
   */
  static UsageBody usage(List<AnswerEvent.Finished> answers, TextCall call) {
    var read = Usage.NONE;
    var all = Usage.NONE;
    for (int i = 0; i < answers.size(); i++) {
      var usage = answers.get(i).usage();
      all = all.plus(usage);
      read = call.before(i) == 0 ? read.plus(usage) : read;
    }
    return UsageBody.of(read.withAnswerOf(all));
  }
}
