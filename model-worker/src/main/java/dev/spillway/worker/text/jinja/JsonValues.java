package dev.spillway.worker.text.jinja;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** JSON that a person wrote, as templates read it: every text in it is that person's. */
public final class JsonValues {
  private JsonValues() {}

  public static Object of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        json.properties().forEach(member -> map.put(member.getKey(), of(member.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<Object>();
        json.forEach(each -> list.add(of(each)));
        yield list;
      }
      case STRING -> MarkedText.untrusted(json.textValue());
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> number(json);
      default -> Values.NONE;
    };
  }

  private static Object number(JsonNode json) {
    if (json.canConvertToLong() && json.isIntegralNumber()) {
      return json.longValue();
    }
    return json.doubleValue();
  }
}
