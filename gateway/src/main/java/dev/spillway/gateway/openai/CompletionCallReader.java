package dev.spillway.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.error.SpillwayException;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the body of {@code POST /v1/chat/completions}. A field that this gateway does not know goes
 * to whoever answers, who may know it; nobody ignores it unless it is known to change no answer.
 */
final class CompletionCallReader {
  /** What is read; anything else is passed on. */
  private static final Set<String> KNOWN =
      Set.of(
          "frequency_penalty",
          "logprobs",
          "max_completion_tokens",
          "max_tokens",
          "messages",
          "model",
          "n",
          "parallel_tool_calls",
          "presence_penalty",
          "response_format",
          "seed",
          "stop",
          "stream",
          "stream_options",
          "temperature",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p");

  private CompletionCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static CompletionCall read(JsonNode json) {
    var body = RequestBody.of(json);
    var root = body.root();
    var model = body.model();
    var messages = DialogueReader.read(root.required("messages"));
    var passed = new TreeMap<>(root.unknown(KNOWN));
    passed.putAll(DialogueReader.passed(root.required("messages")));
    var demands = DemandsReader.NESTED.read(root, root.member("response_format"), passed);
    var logprobs = body.flag("logprobs");
    // Both names of the limit are read; the newer one counts.
    var sampling =
        body.sampling(
            body.longest("max_completion_tokens", "max_tokens"),
            body.topLogprobs(logprobs, "logprobs is true"));
    return new CompletionCall(
        new ChatRequest(model, messages, sampling, demands),
        body.choices(),
        body.stream(),
        body.includeUsage(),
        logprobs);
  }
}
