package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.gateway.chat.Tools;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Set;

/** Reads what not every model can give. */
final class DemandsReader {
  /** What is read here or by {@link CompletionCallReader}; anything else is passed on. */
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

  private DemandsReader() {}

  static Demands read(Field root) {
    var tools = root.member("tools").map(DemandsReader::tools).orElse(List.of());
    return new Demands(
        tools,
        root.member("tool_choice")
            .map(field -> Tools.check(field, choice(field), tools))
            .orElse(ToolChoice.AUTO),
        root.member("parallel_tool_calls").map(Field::bool).orElse(true),
        root.member("response_format").map(DemandsReader::format).orElse(ResponseFormat.TEXT),
        root.unknown(KNOWN));
  }

  private static List<Tool> tools(Field field) {
    return Tools.check(field, field.elements().stream().map(DemandsReader::tool).toList());
  }

  private static Tool tool(Field field) {
    var type = field.object().required("type");
    if (!type.string().equals("function")) {
      throw type.wrong("must be function");
    }
    var function = field.required("function").object();
    return new Tool(
        Tools.name(function.required("name")),
        function.member("description").map(Field::string).orElse(""),
        function.member("parameters").map(Field::object).map(Field::json).orElse(""),
        function.member("strict").map(Field::bool).orElse(false));
  }

  private static ToolChoice choice(Field field) {
    if (field.value().isObject()) {
      var type = field.required("type");
      if (!type.string().equals("function")) {
        throw type.wrong("must be function");
      }
      return new ToolChoice.Named(field.required("function").object().required("name").string());
    }
    return switch (field.string()) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> ToolChoice.NONE;
      case "required" -> ToolChoice.REQUIRED;
      default -> throw field.wrong("must be auto, none, required or a function");
    };
  }

  private static ResponseFormat format(Field field) {
    var type = field.object().required("type");
    return switch (type.string()) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> ResponseFormat.JSON_OBJECT;
      case "json_schema" -> {
        var schema = field.required("json_schema").object();
        yield new ResponseFormat.JsonSchema(
            Tools.name(schema.required("name")),
            schema.member("description").map(Field::string).orElse(""),
            schema.required("schema").object().json(),
            schema.member("strict").map(Field::bool).orElse(false));
      }
      default -> throw type.wrong("must be text, json_object or json_schema");
    };
  }
}
