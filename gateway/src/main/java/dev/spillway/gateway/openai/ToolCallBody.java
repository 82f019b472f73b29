package dev.spillway.gateway.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.GenerateEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool's call, or a part of one.
 *
 * @param index of the call, in a stream
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ToolCallBody(
    @Nullable Integer index, @Nullable String id, @Nullable String type, Function function) {

  /** Which tool, and with what. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Function(@Nullable String name, String arguments) {}

  /** Nothing where there are none. */
  static @Nullable List<ToolCallBody> of(List<ToolCall> calls) {
    return calls.isEmpty()
        ? null
        : calls.stream()
            .map(
                call ->
                    new ToolCallBody(
                        null, call.id(), "function", new Function(call.name(), call.arguments())))
            .toList();
  }

  /** The first of a call has its id and name. */
  static ToolCallBody of(GenerateEvent.Call part) {
    return part.name().isEmpty()
        ? new ToolCallBody(part.index(), null, null, new Function(null, part.arguments()))
        : new ToolCallBody(
            part.index(), part.id(), "function", new Function(part.name(), part.arguments()));
  }
}
