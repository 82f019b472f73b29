package dev.spillway.gateway.chat;

import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolChoice;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.http.Field;
import java.util.List;
import java.util.regex.Pattern;

/** What all wire formats ask of tools. */
public final class Tools {
  private static final int MOST = 128;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  private Tools() {}

  public static String name(Field field) {
    var name = field.string();
    if (!NAME.matcher(name).matches()) {
      throw field.wrong("must have 1 to 128 letters, digits, underscores and hyphens");
    }
    return name;
  }

  /**
   * @param field that has them
   * @throws SpillwayException if there are too many, or two have one name
   */
  public static List<Tool> check(Field field, List<Tool> tools) {
    if (tools.size() > MOST) {
      throw field.wrong("must have at most %d tools".formatted(MOST));
    }
    if (tools.stream().map(Tool::name).distinct().count() < tools.size()) {
      throw field.wrong("must have different names");
    }
    return tools;
  }

  /**
   * @param field that has it
   * @throws SpillwayException if it wants a tool that is not there
   */
  public static ToolChoice check(Field field, ToolChoice choice, List<Tool> tools) {
    switch (choice) {
      case ToolChoice.Named(String name)
          when tools.stream().noneMatch(t -> t.name().equals(name)) ->
          throw field.wrong("must name one of the tools");
      case ToolChoice.Required required when tools.isEmpty() ->
          throw field.wrong("is only allowed where there are tools");
      default -> {
        return choice;
      }
    }
  }
}
