package dev.spillway.worker.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code COMMAND MODEL [FILE] [--name value ...]}. */
record BenchmarkArguments(List<String> words, Map<String, String> values) {
  static BenchmarkArguments parse(List<String> args) {
    var words = new ArrayList<String>();
    var values = new HashMap<String, String>();
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).startsWith("--")) {
        values.put(args.get(i).substring(2), args.get(++i));
      } else {
        words.add(args.get(i));
      }
    }
    if (words.size() < 2) {
      throw new IllegalArgumentException("a command and a model file are needed");
    }
    return new BenchmarkArguments(List.copyOf(words), Map.copyOf(values));
  }

  String command() {
    return words.get(0);
  }

  Path model() {
    return Path.of(words.get(1));
  }

  Path file() {
    return Path.of(words.get(2));
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  int number(String name, int otherwise) {
    return text(name).map(Integer::parseInt).orElse(otherwise);
  }
}
