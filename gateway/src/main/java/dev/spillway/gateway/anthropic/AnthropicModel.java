package dev.spillway.gateway.anthropic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.spillway.gateway.chat.Models;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An entry of the list of models as Anthropic's clients read it. */
@RegisterForReflection
record AnthropicModel(
    String type,
    String id,
    @JsonProperty("display_name") String displayName,
    @JsonProperty("created_at") String createdAt) {

  static AnthropicModel of(Models.Model model) {
    var since = model.since().truncatedTo(ChronoUnit.SECONDS);
    return new AnthropicModel("model", model.name(), model.name(), since.toString());
  }

  /** The whole list: there is one page of it. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Page(
      List<AnthropicModel> data,
      @JsonProperty("has_more") boolean hasMore,
      @JsonProperty("first_id") @Nullable String firstId,
      @JsonProperty("last_id") @Nullable String lastId) {
    static Page of(List<Models.Model> models) {
      var data = models.stream().map(AnthropicModel::of).toList();
      return new Page(
          data,
          false,
          data.isEmpty() ? null : data.getFirst().id(),
          data.isEmpty() ? null : data.getLast().id());
    }
  }
}
