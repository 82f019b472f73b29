package dev.spillway.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Some of many, in order of their ids.
 *
 * @param nextCursor the last id, if there may be more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TenantPage<T>(
    @Schema(examples = "list") String object,
    List<T> data,
    @JsonProperty("next_cursor")
        @Schema(description = "For the next page, as cursor; absent on the last one.")
        @Nullable String nextCursor) {
  static final int DEFAULT_LIMIT = 50;
  static final int MAX_LIMIT = 200;

  static <T> TenantPage<T> of(List<T> rows, int limit, Function<T, String> id) {
    return new TenantPage<>("list", rows, rows.size() < limit ? null : id.apply(rows.getLast()));
  }

  static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new SpillwayException(
        new ErrorKind.InvalidValue("limit", "limit must be a number from 1 to " + MAX_LIMIT));
  }

  static String cursor(@Nullable String text) {
    if (text != null && !text.matches("[a-z0-9_]{1,64}")) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue("cursor", "cursor must be the next_cursor of a page"));
    }
    return text == null ? "" : text;
  }
}
