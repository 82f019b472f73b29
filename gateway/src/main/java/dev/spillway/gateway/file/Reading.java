package dev.spillway.gateway.file;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading a file.
 *
 * @param file absent if anything is wrong
 */
public record Reading(Optional<SpillwayFile> file, List<Problem> problems) {
  public Reading {
    problems = List.copyOf(problems);
  }
}
