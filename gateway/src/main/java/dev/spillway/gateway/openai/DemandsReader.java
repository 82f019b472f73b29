package dev.spillway.gateway.openai;

import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.gateway.chat.Tools;
import dev.spillway.gateway.http.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what not every model can give. Chat completions and responses say the same; what chat
 * completions wrap in an object named after the type, responses have beside the type.
 */
enum DemandsReader {
  /** As chat completions have it. */
  NESTED,
  /** As responses have it. */
  FLAT;

  /**
   * @param format of the answer, where the client says
   * @param passed fields that are not known here
   */
  Demands read(Field root, Optional<Field> format, Map<String, String> passed) {
    var tools = root.member("tools").map(this::tools).orElse(List.of());
    return new Demands(
        tools,
        root.member("tool_choice")
            .map(field -> Tools.check(field, choice(field), tools))
            .orElse(ToolChoice.AUTO),
        root.member("parallel_tool_calls").map(Field::bool).orElse(true),
        format.map(this::format).orElse(ResponseFormat.TEXT),
        passed);
  }

  private Field details(Field field, String type) {
    return this == FLAT ? field : field.required(type).object();
  }

  /**
   * @param known what a function has here
   */
  private Field function(Field field, String... known) {
    var type = field.required("type");
    if (!type.string().equals("function")) {
      throw type.wrong("must be function: nobody here has tools of his own");
    }
    if (this == FLAT) {
      var all = Arrays.copyOf(known, known.length + 1);
      all[known.length] = "type";
      return field.nothingBut(all);
    }
    return details(field.nothingBut("type", "function", "cache_control"), "function")
        .nothingBut(known);
  }

  private List<Tool> tools(Field field) {
    var all = this == FLAT ? functions(field) : field.elements();
    return Tools.check(field, all.stream().map(this::tool).toList());
  }

  /**
   * What of a response's tools models here are told of. The others are OpenAI's own, which searches
   * the web and runs code for its models, or have forms that chats lack. They are offers: a model
   * that uses none of them gives an answer, too, and agents offer them to any model. A request that
   * offers nothing else is about them: then they are all here, to be refused.
   */
  static List<Field> functions(Field tools) {
    var all = tools.elements();
    var functions = all.stream().filter(DemandsReader::isFunction).toList();
    return functions.isEmpty() ? all : functions;
  }

  private static boolean isFunction(Field tool) {
    return tool.object().required("type").string().equals("function");
  }

  private Tool tool(Field field) {
    var function = function(field.object(), "name", "description", "parameters", "strict");
    return new Tool(
        Tools.name(function.required("name")),
        function.member("description").map(Field::string).orElse(""),
        function.member("parameters").map(Field::object).map(Field::json).orElse(""),
        function.member("strict").map(Field::bool).orElse(false));
  }

  private ToolChoice choice(Field field) {
    if (field.value().isObject()) {
      return new ToolChoice.Named(function(field, "name").required("name").string());
    }
    return switch (field.string()) {
      case "auto" -> ToolChoice.AUTO;
      case "none" -> ToolChoice.NONE;
      case "required" -> ToolChoice.REQUIRED;
      default -> throw field.wrong("must be auto, none, required or a function");
    };
  }

  private ResponseFormat format(Field field) {
    var type = field.object().required("type");
    return switch (type.string()) {
      case "text" -> {
        field.nothingBut("type");
        yield ResponseFormat.TEXT;
      }
      case "json_object" -> {
        field.nothingBut("type");
        yield ResponseFormat.JSON_OBJECT;
      }
      case "json_schema" -> {
        if (this == NESTED) {
          field.nothingBut("type", "json_schema");
        }
        var schema =
            details(field, "json_schema")
                .nothingBut("type", "name", "description", "schema", "strict");
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
