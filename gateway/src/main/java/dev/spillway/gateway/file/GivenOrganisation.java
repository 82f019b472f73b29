package dev.spillway.gateway.file;

import dev.spillway.gateway.tenancy.Limits;
import java.util.List;

/**
 * An organisation as the file gives it.
 *
 * @param key its name in the file
 * @param line where that stands
 */
record GivenOrganisation(
    String key, String id, String name, Limits limits, List<GivenProject> projects, int line) {
  GivenOrganisation {
    projects = List.copyOf(projects);
  }
}
