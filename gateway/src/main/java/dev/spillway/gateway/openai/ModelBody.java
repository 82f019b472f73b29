package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/** An entry of {@code GET /v1/models}. */
@RegisterForReflection
record ModelBody(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {

  static ModelBody of(String id, Instant since) {
    return new ModelBody(id, "model", since.getEpochSecond(), "spillway");
  }

  /** The whole list. */
  @RegisterForReflection
  record Page(String object, List<ModelBody> data) {
    static Page of(List<ModelBody> models) {
      return new Page("list", models);
    }
  }
}
