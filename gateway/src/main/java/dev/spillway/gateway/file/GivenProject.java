package dev.spillway.gateway.file;

import dev.spillway.gateway.tenancy.Limits;
import java.util.List;
import java.util.Optional;

/**
 * A project as the file gives it.
 *
 * @param key its name in the file
 * @param models that it may ask; absent: all
 * @param line where the key stands
 */
record GivenProject(
    String key, String id, String name, Optional<List<String>> models, Limits limits, int line) {
  GivenProject {
    models = models.map(List::copyOf);
  }
}
