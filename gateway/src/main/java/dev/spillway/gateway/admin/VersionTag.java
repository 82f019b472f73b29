package dev.spillway.gateway.admin;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy's version as an entity tag (RFC 9110, section 8.8.3), and conditions on it. */
final class VersionTag {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})\"");

  private VersionTag() {}

  static String of(int version) {
    return "\"" + version + "\"";
  }

  /**
   * What {@code If-Match} (RFC 9110, section 13.1.1) asks of the version, 0 for no policy. No
   * header asks nothing; {@code *} asks that there is a policy.
   *
   * @throws SpillwayException naming the header if it is neither
   */
  static IntPredicate ifMatch(@Nullable String header) {
    if (header == null) {
      return version -> true;
    }
    if (header.strip().equals("*")) {
      return version -> version > 0;
    }
    var tag = TAG.matcher(header.strip());
    if (!tag.matches()) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "If-Match", "If-Match must be * or one version in quotes, such as \"3\""));
    }
    var expected = Integer.parseInt(tag.group(1));
    return version -> version == expected;
  }
}
