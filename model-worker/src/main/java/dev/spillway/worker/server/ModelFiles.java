package dev.spillway.worker.server;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which files are models, and what the models are called. */
final class ModelFiles {
  private static final String SUFFIX = ".gguf";
  private static final String SETTING = "spillway.worker.models";

  private ModelFiles() {}

  /**
   * Model files by name, in the order of names; at least one.
   *
   * @throws ConfigurationException in one line, what to set
   */
  static Map<String, Path> find(List<Path> places) {
    var files = new TreeMap<String, Path>();
    for (var place : places) {
      for (var file : Files.isDirectory(place) ? modelsIn(place) : List.of(place)) {
        var before = files.put(nameOf(file), file);
        if (before != null) {
          throw new ConfigurationException(
              "%s names two models '%s': %s and %s; rename one"
                  .formatted(SETTING, nameOf(file), before, file));
        }
      }
    }
    if (files.isEmpty()) {
      throw new ConfigurationException(
          "no models: set %s to GGUF files or to folders of them".formatted(SETTING));
    }
    return files;
  }

  private static String nameOf(Path file) {
    var name = String.valueOf(file.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static List<Path> modelsIn(Path folder) {
    try (var children = Files.list(folder)) {
      var models = children.filter(child -> child.toString().endsWith(SUFFIX)).sorted().toList();
      if (models.isEmpty()) {
        throw new ConfigurationException(
            "%s names the folder %s, which has no %s files".formatted(SETTING, folder, SUFFIX));
      }
      return models;
    } catch (IOException e) {
      throw new ConfigurationException(
          "%s names the folder %s, which cannot be read: %s"
              .formatted(SETTING, folder, e.getMessage()));
    }
  }
}
