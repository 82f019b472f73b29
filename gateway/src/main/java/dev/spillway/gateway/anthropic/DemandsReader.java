package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.gateway.chat.Tools;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads what not every model can give. */
final class DemandsReader {
  /** What is read here or by {@link MessageCallReader}; anything else is passed on. */
  private static final Set<String> KNOWN =
      Set.of(
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

  private static final String THINKING = "thinking";
  private static final String OUTPUT = "output_config";

  private DemandsReader() {}

  static Demands read(Field root) {
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
        passed(root));
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
    return new Tool(
        Tools.name(field.required("name")),
        field.member("description").map(Field::string).orElse(""),
        field.required("input_schema").object().json(),
        field.member("strict").map(Field::bool).orElse(false));
  }

  private static ToolChoice choice(Field field) {
    var type = field.required("type");
    return switch (type.string()) {
      case "auto" -> ToolChoice.AUTO;
      case "any" -> ToolChoice.REQUIRED;
      case "none" -> ToolChoice.NONE;
      case "tool" -> new ToolChoice.Named(field.required("name").string());
      default -> throw type.wrong("must be auto, any, none or tool");
    };
  }

  private static ResponseFormat format(Field field) {
    var type = field.object().required("type");
    if (!type.string().equals("json_schema")) {
      throw type.wrong("must be json_schema");
    }
    return new ResponseFormat.JsonSchema(
        "answer", "", field.required("schema").object().json(), true);
  }

  private static Map<String, String> passed(Field root) {
    var passed = new TreeMap<>(root.unknown(KNOWN));
    // Says that there is nothing to do.
    root.member(THINKING)
        .map(thinking -> thinking.object().required("type"))
        .filter(type -> type.string().equals("disabled"))
        .ifPresent(type -> passed.remove(THINKING));
    root.member(OUTPUT)
        .filter(config -> config.object().unknown(Set.of("format")).isEmpty())
        .ifPresent(config -> passed.remove(OUTPUT));
    return passed;
  }
}
