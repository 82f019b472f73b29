package dev.spillway.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did through the admin API or by the file, or tried to. Nothing of a key, a prompt
 * or a body as it was sent is in it.
 *
 * @param id grows with time
 * @param attempts how many requests it stands for: more than one only of {@link Outcome#SHUT_OUT}
 */
@Schema(name = "AuditRow", description = "What somebody did, or tried to do.")
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditRow(
    @Nullable Long id,
    @Nullable Instant at,
    @Schema(
            description =
                "key: and the beginning of its hash, oidc: and the subject, file: and its name, or"
                    + " -.",
            examples = "key:5e884898")
        String actor,
    @JsonProperty("actor_name") @Nullable String actorName,
    @Schema(description = "Where it came from.", examples = "10.0.0.7") @Nullable String address,
    @Schema(examples = "PUT") @Nullable String method,
    @Schema(examples = "/admin/v1/policies/auto") @Nullable String resource,
    @JsonProperty("request_id") @Nullable String requestId,
    @Schema(
            description =
                "changed: with changes. done: it changed nothing that is kept, or goes on behind "
                    + "the answer. refused, failed: with status and code. shut_out: without a key.",
            examples = "changed")
        String outcome,
    @Nullable Integer status,
    @Schema(description = "That of the error.") @Nullable String code,
    @Schema(
            type = SchemaType.OBJECT,
            description = "By field, what was before and is after.",
            examples = "{\"worth_usd\":{\"before\":0.0002,\"after\":0.0003}}")
        @Nullable JsonNode changes,
    @Schema(description = "How many requests it stands for.", examples = "1") long attempts) {

  public AuditRow {
    changes = changes == null || changes.isNull() ? null : changes;
  }

  /** What became of it. */
  public enum Outcome {
    /** Something that is kept is different now. */
    CHANGED,
    /** It was granted, and nothing was written, or is written behind the answer. */
    DONE,
    /** Whoever asked may not, or asked for what cannot be. */
    REFUSED,
    /** Something on our side was in the way. */
    FAILED,
    /** Nobody knows who asked. */
    SHUT_OUT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static AuditRow of(
      Outcome outcome,
      String actor,
      @Nullable String actorName,
      @Nullable String address,
      @Nullable String method,
      String resource,
      String requestId) {
    return new AuditRow(
        null,
        null,
        actor,
        actorName,
        address,
        method,
        resource,
        requestId,
        outcome.wireName(),
        null,
        null,
        null,
        1);
  }

  /** Requests from one address that were not let in. */
  public static AuditRow shutOut(@Nullable String address, long attempts) {
    return new AuditRow(
        null,
        null,
        Actor.NOBODY,
        null,
        address,
        null,
        null,
        null,
        Outcome.SHUT_OUT.wireName(),
        401,
        "invalid_api_key",
        null,
        attempts);
  }

  AuditRow at(Instant time) {
    return new AuditRow(
        id, time, actor, actorName, address, method, resource, requestId, outcome, status, code,
        changes, attempts);
  }

  AuditRow with(int httpStatus, @Nullable String errorCode) {
    return new AuditRow(
        id,
        at,
        actor,
        actorName,
        address,
        method,
        resource,
        requestId,
        outcome,
        httpStatus,
        errorCode,
        changes,
        attempts);
  }

  AuditRow with(JsonNode changed) {
    return new AuditRow(
        id, at, actor, actorName, address, method, resource, requestId, outcome, status, code,
        changed, attempts);
  }
}
