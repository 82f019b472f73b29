package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads which features a client knows of before they are everybody's. Engines with Anthropic's
 * format want to be told: without the header they refuse the fields that belong to a feature.
 */
final class Betas {
  private static final String HEADER = "anthropic-beta";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int MOST = 64;

  private Betas() {}

  /**
   * @throws SpillwayException where a name is none
   */
  static List<String> read(MultiMap headers) {
    var betas =
        headers.getAll(HEADER).stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    if (betas.size() > MOST || !betas.stream().allMatch(name -> NAME.matcher(name).matches())) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              HEADER,
              "%s must be at most %d names of letters, digits, '.', '_' and '-', with commas between"
                  .formatted(HEADER, MOST)));
    }
    return betas;
  }
}
