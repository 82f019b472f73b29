package dev.spillway.worker.server;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.contracts.worker.GenerateRequest;
import dev.spillway.contracts.worker.ModelInfo;
import java.util.TreeSet;

/** What a request must keep to, whatever the model. The first field at fault is named. */
final class RequestCheck {
  private static final int MAX_STOP_LENGTH = 1000;

  private RequestCheck() {}

  /**
   * @throws SpillwayException {@link ErrorKind.InvalidValue}
   */
  static void check(GenerateRequest request) {
    require(!request.messages().isEmpty(), "messages", "must have at least one message");
    if (request.demands().raw()) {
      require(isPrompt(request), "messages", "must be one text of a user that is not empty");
    }
    var sampling = request.sampling();
    // NaN fails these comparisons, as it should.
    require(
        sampling.temperature() >= 0 && sampling.temperature() <= Sampling.MAX_TEMPERATURE,
        "temperature",
        "must be between 0 and %.0f".formatted(Sampling.MAX_TEMPERATURE));
    require(sampling.topP() > 0 && sampling.topP() <= 1, "top_p", "must be above 0 and at most 1");
    penalty(sampling.frequencyPenalty(), "frequency_penalty");
    penalty(sampling.presencePenalty(), "presence_penalty");
    require(
        sampling.topLogprobs() >= 0 && sampling.topLogprobs() <= Sampling.MAX_TOP_LOGPROBS,
        "top_logprobs",
        "must be between 0 and %d".formatted(Sampling.MAX_TOP_LOGPROBS));
    require(sampling.maxTokens().orElse(1) >= 1, "max_tokens", "must be at least 1");
    require(
        sampling.stop().size() <= Sampling.MAX_STOP,
        "stop",
        "may have at most %d strings".formatted(Sampling.MAX_STOP));
    for (var stop : sampling.stop()) {
      require(
          !stop.isEmpty() && stop.length() <= MAX_STOP_LENGTH,
          "stop",
          "must have strings of 1 to %d characters".formatted(MAX_STOP_LENGTH));
    }
  }

  private static boolean isPrompt(GenerateRequest request) {
    var first = request.messages().getFirst();
    return request.messages().size() == 1
        && first.role() == Role.USER
        && first.isPlain()
        && !first.content().isEmpty();
  }

  /**
   * What no model here can do is refused rather than ignored.
   *
   * @throws SpillwayException {@link ErrorKind.Unsupported}
   */
  static void checkDemands(GenerateRequest request, boolean callsTools) {
    var demands = request.demands();
    var model = request.model();
    if (usesTools(demands)) {
      supported(callsTools, "tools", model, "use tools");
      supported(
          demands.choice() instanceof ToolChoice.Auto,
          "tool_choice",
          model,
          "be made to use a tool");
      supported(
          demands.tools().stream().noneMatch(Tool::strict),
          "tools",
          model,
          "promise to keep to a tool's schema");
      supported(
          demands.format() instanceof ResponseFormat.Text,
          "response_format",
          model,
          "keep to a format where it may use tools");
    }
    for (var name : new TreeSet<>(demands.needed().keySet())) {
      supported(false, name, model, "heed " + name);
    }
    supported(
        request.messages().stream()
            .allMatch(message -> message.isPlain() || (callsTools && isText(message))),
        "messages",
        model,
        callsTools
            ? "read anything but text"
            : "read anything but text of a system, a user and an assistant");
  }

  /** Whether the model is to know of tools. */
  static boolean usesTools(Demands demands) {
    return !demands.tools().isEmpty() && !(demands.choice() instanceof ToolChoice.None);
  }

  private static boolean isText(ChatMessage message) {
    return !message.hasMoreThanWords();
  }

  private static void supported(boolean can, String field, String model, String what) {
    if (!can) {
      throw new SpillwayException(ErrorKind.Unsupported.of(field, model, what));
    }
  }

  /**
   * Another model would go on with what it would never have said.
   *
   * @throws SpillwayException {@link ErrorKind.InvalidValue}
   */
  static void checkAnswered(GenerateRequest request, ModelInfo model) {
    require(
        request.answered().isEmpty() || request.answeredBy().equals(model.fingerprint()),
        "answered",
        "must be of the model with the fingerprint " + model.fingerprint());
  }

  private static void penalty(float penalty, String field) {
    require(
        Math.abs(penalty) <= Sampling.MAX_PENALTY,
        field,
        "must be between -%1$.0f and %1$.0f".formatted(Sampling.MAX_PENALTY));
  }

  private static void require(boolean kept, String field, String rule) {
    if (!kept) {
      throw new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + rule));
    }
  }
}
