package dev.spillway.gateway.openai;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the body of {@code POST /v1/responses} as the chat completion that asks for the same: no
 * engine has to know responses.
 *
 * <p>No response is kept, so what refers to an earlier one is refused, and {@code store} changes
 * nothing. A field of chat completions with another name here is refused, too, since engines would
 * take it; those that responses merely lack, such as {@code seed} and {@code stop}, mean what they
 * mean there. Any other field goes to whoever answers, as with {@link CompletionCallReader}.
 */
final class ResponseCallReader {
  private static final String LOGPROBS = "message.output_text.logprobs";

  /** Of a field in an error. */
  private static final int LONGEST_NAME = 128;

  /** Of what else may be included no response has anything. */
  private static final Set<String> INCLUDABLE =
      Set.of(
          LOGPROBS,
          "code_interpreter_call.outputs",
          "computer_call_output.output.image_url",
          "file_search_call.results",
          "message.input_image.image_url",
          "reasoning.encrypted_content",
          "web_search_call.action.sources",
          "web_search_call.results");

  /** What is read; anything else is passed on, unless it is refused. */
  private static final Set<String> KNOWN =
      Set.of(
          "background",
          "client_metadata",
          "frequency_penalty",
          "include",
          "input",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "model",
          "parallel_tool_calls",
          "presence_penalty",
          "reasoning",
          "seed",
          "stop",
          "store",
          "stream",
          "stream_options",
          "temperature",
          "text",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "truncation");

  /** What to do instead. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("context_management", "all of the input is read; leave out what is not to be"),
          entry("conversation", "no conversations are kept; send the whole of it as input"),
          entry("logprobs", "say include with " + LOGPROBS),
          entry("max_completion_tokens", "say max_output_tokens"),
          entry("max_tokens", "say max_output_tokens"),
          entry("messages", "say input"),
          entry("n", "there is one response to a request"),
          entry("previous_response_id", "no responses are kept; send the whole dialogue as input"),
          entry("prompt", "no prompts are kept; say it as instructions and input"),
          entry("reasoning_effort", "say reasoning.effort"),
          entry("response_format", "say text.format"),
          entry("verbosity", "say text.verbosity"));

  private ResponseCallReader() {}

  /**
   * @throws SpillwayException naming the first field that is wrong
   */
  static ResponseCall read(JsonNode json) {
    var body = RequestBody.of(json);
    var root = body.root();
    var model = body.model();
    var passed = passed(root, model);
    refuse(body, model);
    var messages = new ArrayList<ChatMessage>();
    root.member("instructions")
        .map(Field::string)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> messages.add(new ChatMessage(Role.SYSTEM, text)));
    messages.addAll(InputReader.read(root.required("input")));
    var format = root.member("text").flatMap(text -> text.member("format"));
    var demands = DemandsReader.FLAT.read(root, format, passed);
    var logprobs = logprobs(root);
    var sampling =
        body.sampling(
            body.longest("max_output_tokens"),
            body.topLogprobs(logprobs, "include has " + LOGPROBS));
    return new ResponseCall(
        new ChatRequest(model, messages, sampling, demands),
        body.stream(),
        logprobs,
        ResponseTerms.of(root));
  }

  /** Under the names that chat completions have for it. */
  private static Map<String, String> passed(Field root, String model) {
    var passed = new TreeMap<>(root.unknown(KNOWN));
    for (var name : passed.keySet()) {
      var instead = REFUSED.get(name);
      if (instead != null) {
        throw unsupported(name, model, instead);
      }
    }
    // Summaries of what a model thought are told to nobody here.
    member(root, "reasoning", Set.of("effort", "generate_summary", "summary"), model)
        .flatMap(reasoning -> reasoning.member("effort"))
        .ifPresent(effort -> passed.put("reasoning_effort", effort.json()));
    member(root, "text", Set.of("format", "verbosity"), model)
        .flatMap(text -> text.member("verbosity"))
        .ifPresent(verbosity -> passed.put("verbosity", verbosity.json()));
    return passed;
  }

  private static Optional<Field> member(Field root, String name, Set<String> known, String model) {
    var member = root.member(name).map(Field::object);
    member
        .map(field -> field.unknown(known))
        .filter(unknown -> !unknown.isEmpty())
        .ifPresent(
            unknown -> {
              var first = unknown.keySet().iterator().next();
              var shown = first.substring(0, Math.min(first.length(), LONGEST_NAME));
              throw unsupported(name + "." + shown, model, "nobody here would heed it");
            });
    return member;
  }

  /** What cannot be done, though it is known. */
  private static void refuse(RequestBody body, String model) {
    if (body.flag("background")) {
      throw unsupported("background", model, "a response comes in answer to its request");
    }
    // Nothing is stored either way.
    body.flag("store");
    body.root()
        .member("truncation")
        .filter(field -> !field.string().equals("disabled"))
        .ifPresent(
            field -> {
              throw unsupported("truncation", model, "it can only be disabled");
            });
    body.root().member("max_tool_calls").ifPresent(field -> field.whole(1, Integer.MAX_VALUE));
    body.streamOptions()
        .flatMap(options -> options.member("include_obfuscation"))
        .filter(Field::bool)
        .ifPresent(
            field -> {
              throw unsupported(field.path(), model, "events are as long as what they say");
            });
  }

  private static SpillwayException unsupported(String field, String model, String why) {
    return new SpillwayException(
        new ErrorKind.Unsupported(field, model, "%s is not supported: %s".formatted(field, why)));
  }

  private static boolean logprobs(Field root) {
    var included = root.member("include").map(Field::elements).orElse(List.of());
    for (var name : included) {
      if (!INCLUDABLE.contains(name.string())) {
        throw name.wrong("is not known; logprobs are included with " + LOGPROBS);
      }
    }
    return included.stream().anyMatch(name -> name.string().equals(LOGPROBS));
  }
}
