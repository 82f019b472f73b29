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
import dev.spillway.router.Price;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthPredictor;
import dev.spillway.router.length.PromptFeatures;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutlayTest {
  private static final String LONG = "x".repeat(1_000);

  private static long bound(Demands demands, ChatMessage message) {
    return Outlay.promptBound(new ChatRequest("m", List.of(message), Sampling.GREEDY, demands));
  }

  private static ChatMessage said(Part part) {
    return new ChatMessage(Role.USER, List.of(part), List.of(), Optional.empty());
  }

  private static Demands demands(List<Tool> tools, ResponseFormat format) {
    return new Demands(tools, ToolChoice.AUTO, true, format, Map.of());
  }

  @ParameterizedTest
  @CsvSource({"3,0.3,3.75,3.75,3.75", "3,0.3,3.75,6,6", "3,0.3,3,3,3", "0,1,0,0,1"})
  void what_is_reserved_covers_a_prompt_of_which_nothing_was_cached_and_all_is_written(
      BigDecimal prompt,
      BigDecimal cached,
      BigDecimal written,
      BigDecimal hour,
      BigDecimal dearest) {
    var tier = new Tier("t", "t", Price.perMillion(prompt, cached, written, hour, BigDecimal.ZERO));
    var chat = new ChatRequest("m", List.of(new ChatMessage(Role.USER, LONG)), Sampling.GREEDY);
    var forecast = new LengthPredictor().forecast("t", "", PromptFeatures.of(chat));
    assertThat(Outlay.of(tier, chat, forecast))
        .isEqualTo(
            Price.perMillion(dearest, BigDecimal.ZERO)
                .perPromptToken()
                .times(Outlay.promptBound(chat)));
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
    assertThat(bound(Demands.NONE, said(new Part.Image("https://a/b.png", ""))))
        .isGreaterThan(nothing + 1_000);
    assertThat(bound(Demands.NONE, said(new Part.Document("https://a/b.pdf", "", ""))))
        .isGreaterThan(nothing + 1_000);
    assertThat(bound(Demands.NONE, said(new Part.Document("https://a/b.pdf", LONG, LONG))))
        .isGreaterThan(nothing + 3_000);
    assertThat(bound(Demands.NONE, said(new Part.Document(LONG.repeat(100), "", ""))))
        .isGreaterThan(nothing + 25_000);
    assertThat(bound(Demands.NONE, said(new Part.Sound(LONG.repeat(640), "wav"))))
        .isGreaterThan(nothing + 10_000);
    assertThat(
            bound(demands(List.of(new Tool("f", LONG, LONG, false)), ResponseFormat.TEXT), plain))
        .isGreaterThan(nothing + 2_000);
    assertThat(
            bound(demands(List.of(), new ResponseFormat.JsonSchema("s", "", LONG, false)), plain))
        .isEqualTo(nothing + 1_000);
  }
}
