package dev.spillway.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.spillway.contracts.error.ErrorKind;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * An error as OpenAI's clients read it. All four fields are always there; {@code param} may be
 * null.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ErrorBody(Detail error) {

  /** What is wrong. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Detail(String message, String type, @Nullable String param, String code) {}

  public static ErrorBody of(ErrorKind kind) {
    return new ErrorBody(
        new Detail(kind.message(), kind.type(), kind.param().orElse(null), kind.code()));
  }
}
