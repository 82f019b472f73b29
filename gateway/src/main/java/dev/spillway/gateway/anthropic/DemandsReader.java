package dev.spillway.gateway.anthropic;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.spillway.contracts.chat.CachePoint;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.chat.Wishes;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Tools;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads what not every model can give. */
final class DemandsReader {
  private static final String OUTPUT = "output_config";
  private static final String FORGETTING = "context_management";
  private static final String METADATA = "metadata";
  private static final String THINKING = "thinking";

  /** What is read here or by {@link MessageCallReader}; anything else is passed on. */
  private static final Set<String> KNOWN =
      Set.of(
          FORGETTING,
          METADATA,
          OUTPUT,
          THINKING,
          "max_tokens",
          "messages",
          "model",
          "stop_sequences",
          "stream",
          "system",
          "temperature",
          "tool_choice",
          "tools",
          "top_p");

  /**
   * What to say instead. An engine with OpenAI's format would take these for what they are there,
   * and give answers that nobody here reads, or heed one of two.
   */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("best_of", "there is one message to a request"),
          entry("logprobs", "this format has no log-probabilities"),
          entry("max_completion_tokens", "say max_tokens"),
          entry("n", "there is one message to a request"),
          entry("parallel_tool_calls", "say tool_choice.disable_parallel_tool_use"),
          entry("prompt", "say messages"),
          entry("response_format", "say output_config.format"),
          entry("stop", "say stop_sequences"),
          entry("stream_options", "a stream always tells its usage"),
          entry("top_logprobs", "this format has no log-probabilities"));

  private DemandsReader() {}

  /**
   * @param points up to where the messages should be kept
   * @param betas that the client knows of
   */
  static Demands read(Field root, List<CachePoint> points, List<String> betas) {
    var tools = root.member("tools").map(DemandsReader::tools).orElse(List.of());
    var choice = root.member("tool_choice").map(Field::object);
    return new Demands(
        tools,
        choice.map(field -> Tools.check(field, choice(field), tools)).orElse(ToolChoice.AUTO),
        !choice
            .flatMap(field -> field.member("disable_parallel_tool_use"))
            .map(Field::bool)
            .orElse(false),
        root.member(OUTPUT)
            .flatMap(config -> config.object().member("format"))
            .map(DemandsReader::format)
            .orElse(ResponseFormat.TEXT),
        passed(root),
        false,
        new Wishes(
            Stream.concat(
                    root.member("tools").stream().flatMap(DemandsReader::cachePoints),
                    points.stream())
                .toList(),
            wishes(root),
            betas));
  }

  /** What others than Anthropic's engines are not told of. */
  private static Map<String, String> wishes(Field root) {
    var wishes = new TreeMap<String, String>();
    root.member(THINKING).ifPresent(field -> wishes.put(THINKING, ThinkingReader.read(field)));
    root.member(FORGETTING).ifPresent(field -> wishes.put(FORGETTING, field.object().json()));
    root.member(OUTPUT)
        .map(config -> config.object().value().<ObjectNode>deepCopy().<ObjectNode>without("format"))
        .filter(config -> !config.isEmpty())
        .ifPresent(config -> wishes.put(OUTPUT, config.toString()));
    return wishes;
  }

  private static Stream<CachePoint> cachePoints(Field tools) {
    var each = tools.elements();
    return IntStream.range(0, each.size())
        .boxed()
        .flatMap(
            i ->
                each.get(i).member("cache_control").stream()
                    .map(
                        control ->
                            new CachePoint(CachePoint.TOOLS, i, 0, control.object().json())));
  }

  private static List<Tool> tools(Field field) {
    return Tools.check(field, field.elements().stream().map(DemandsReader::tool).toList());
  }

  private static Tool tool(Field field) {
    field
        .object()
        .member("type")
        .filter(type -> !type.string().equals("custom"))
        .ifPresent(
            type -> {
              throw type.wrong("must be custom: nobody here has tools of his own");
            });
    field.nothingBut(
        "type",
        "name",
        "description",
        "input_schema",
        "strict",
        "cache_control",
        "eager_input_streaming");
    return new Tool(
        Tools.name(field.required("name")),
        field.member("description").map(Field::string).orElse(""),
        field.required("input_schema").object().json(),
        field.member("strict").map(Field::bool).orElse(false));
  }

  private static ToolChoice choice(Field field) {
    var type = field.nothingBut("type", "name", "disable_parallel_tool_use").required("type");
    return switch (type.string()) {
      case "auto" -> ToolChoice.AUTO;
      case "any" -> ToolChoice.REQUIRED;
      case "none" -> ToolChoice.NONE;
      case "tool" -> new ToolChoice.Named(field.required("name").string());
      default -> throw type.wrong("must be auto, any, none or tool");
    };
  }

  private static ResponseFormat format(Field field) {
    var type = field.object().nothingBut("type", "schema").required("type");
    if (!type.string().equals("json_schema")) {
      throw type.wrong("must be json_schema");
    }
    return new ResponseFormat.JsonSchema(
        "answer", "", field.required("schema").object().json(), true);
  }

  private static Map<String, String> passed(Field root) {
    var passed = root.unknown(KNOWN);
    for (var name : passed.keySet()) {
      var instead = REFUSED.get(name);
      if (instead != null) {
        throw new SpillwayException(
            new ErrorKind.InvalidValue(name, "%s is not supported: %s".formatted(name, instead)));
      }
    }
    // By OpenAI's name for it, whose engines take metadata only of what they store.
    root.member(METADATA)
        .flatMap(metadata -> metadata.object().nothingBut("user_id").member("user_id"))
        .filter(user -> !user.string().isEmpty())
        .ifPresent(user -> passed.put("user", user.json()));
    return passed;
  }
}
