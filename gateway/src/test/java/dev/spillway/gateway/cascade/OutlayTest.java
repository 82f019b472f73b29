package dev.spillway.gateway.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Demands;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.contracts.chat.Role;
import dev.spillway.contracts.chat.Sampling;
import dev.spillway.contracts.chat.Tool;
import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.chat.ToolChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutlayTest {
  private static final String LONG = "x".repeat(1_000);

  private static long bound(Demands demands, ChatMessage message) {
    return Outlay.promptBound(new ChatRequest("m", List.of(message), Sampling.GREEDY, demands));
  }

  private static Demands demands(List<Tool> tools, ResponseFormat format) {
    return new Demands(tools, ToolChoice.AUTO, true, format, Map.of());
  }

  @Test
  void whatever_a_prompt_is_made_of_counts_in_what_it_may_cost() {
    var plain = new ChatMessage(Role.USER, "");
    long nothing = bound(Demands.NONE, plain);
    assertThat(bound(Demands.NONE, new ChatMessage(Role.USER, LONG))).isEqualTo(nothing + 1_000);
    assertThat(
            bound(
                Demands.NONE,
                new ChatMessage(
                    Role.ASSISTANT,
                    List.of(),
                    List.of(new ToolCall("c", "f", LONG)),
                    Optional.empty())))
        .isGreaterThan(nothing + 1_000);
    assertThat(
            bound(
                Demands.NONE,
                new ChatMessage(
                    Role.USER,
                    List.of(new Part.Image("https://a/b.png", "")),
                    List.of(),
                    Optional.empty())))
        .isGreaterThan(nothing + 1_000);
    assertThat(
            bound(demands(List.of(new Tool("f", LONG, LONG, false)), ResponseFormat.TEXT), plain))
        .isGreaterThan(nothing + 2_000);
    assertThat(
            bound(demands(List.of(), new ResponseFormat.JsonSchema("s", "", LONG, false)), plain))
        .isEqualTo(nothing + 1_000);
  }
}
