package dev.spillway.worker.text.jinja;

import java.util.List;
import java.util.Map;

/** The evaluated arguments of a call. */
record Arguments(List<Object> positional, Map<String, Object> named) {

  Object at(int index) {
    if (index >= positional.size()) {
      throw new TemplateException("a call has too few arguments");
    }
    return positional.get(index);
  }

  Object get(int index, String name, Object fallback) {
    return index < positional.size() ? positional.get(index) : named.getOrDefault(name, fallback);
  }

  String text(int index) {
    return Values.text(at(index)).chars();
  }

  String textOr(int index, String name, String fallback) {
    var value = get(index, name, Values.NONE);
    return value == Values.NONE ? fallback : Values.text(value).chars();
  }
}
