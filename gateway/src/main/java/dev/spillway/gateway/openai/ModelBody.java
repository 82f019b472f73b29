package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.chat.Models;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** An entry of {@code GET /v1/models}. */
@RegisterForReflection
record ModelBody(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {

  static ModelBody of(Models.Model model) {
    return new ModelBody(model.name(), "model", model.since().getEpochSecond(), "spillway");
  }

  /** The whole list. */
  @RegisterForReflection
  record Page(String object, List<ModelBody> data) {
    static Page of(List<Models.Model> models) {
      return new Page("list", models.stream().map(ModelBody::of).toList());
    }
  }
}
