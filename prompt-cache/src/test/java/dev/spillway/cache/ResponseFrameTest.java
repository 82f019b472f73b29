package dev.spillway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.spillway.contracts.chat.ToolCall;
import dev.spillway.contracts.worker.FinishReason;
import dev.spillway.contracts.worker.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResponseFrameTest {
  private static final int MOST = 1 << 20;
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final ResponseKey KEY = new ResponseKey("tenant", HASH);
  private static final CachedResponse RESPONSE = CachedResponses.of("Grüße, 世界 😀");

  @Test
  void an_answer_comes_back_as_it_was() {
    assertThat(ResponseFrame.read(KEY, value())).hasValue(RESPONSE);
    var cutOff =
        new CachedResponse(
            0,
            "",
            OptionalDouble.empty(),
            0,
            0,
            FinishReason.LENGTH,
            new Usage(0, 0, 0),
            0,
            "",
            List.of());
    assertThat(ResponseFrame.read(KEY, ResponseFrame.write(KEY, cutOff, MOST).orElseThrow()))
        .hasValue(cutOff);
    var calling =
        new CachedResponse(
            0,
            "t",
            OptionalDouble.empty(),
            0,
            0,
            FinishReason.TOOL_CALLS,
            Optional.of("END"),
            Usage.NONE,
            0,
            "Let me see.",
            List.of(),
            List.of(new ToolCall("c1", "add", "{\"a\":1}"), new ToolCall("c2", "é", "")));
    assertThat(ResponseFrame.read(KEY, ResponseFrame.write(KEY, calling, MOST).orElseThrow()))
        .hasValue(calling);
  }

  @Property(seed = "1", tries = 4_000)
  void law_a_cache_may_only_save_time_a_value_with_any_bit_flipped_is_not_there(
      @ForAll @IntRange(max = 170 * 8 - 1) int bit) {
    var value = value();
    assertThat(value).hasSizeGreaterThanOrEqualTo(170);
    value[bit / 8] ^= (byte) (1 << bit % 8);
    assertThat(ResponseFrame.read(KEY, value)).isEmpty();
  }

  @Test
  void law_a_cache_may_only_save_time_a_part_of_a_value_is_not_there() {
    var value = value();
    for (int length = 0; length < value.length; length++) {
      assertThat(ResponseFrame.read(KEY, Arrays.copyOf(value, length))).isEmpty();
    }
    assertThat(ResponseFrame.read(KEY, Arrays.copyOf(value, value.length + 1))).isEmpty();
  }

  @Test
  void a_value_is_no_answer_to_another_request() {
    var other = new ResponseKey("tenant", "f" + HASH.substring(1));
    assertThat(ResponseFrame.read(other, value())).isEmpty();
  }

  /** Who may write to the store can make any checksum, but not the code. */
  @Test
  void
      law_a_cache_may_only_save_time_an_answer_that_somebody_without_the_namespace_wrote_is_not_there() {
    for (var namespace : List.of("another tenant", Seal.of("tenant").label())) {
      var forged = ResponseFrame.write(new ResponseKey(namespace, HASH), RESPONSE, MOST);
      assertThat(ResponseFrame.read(new ResponseKey(namespace, HASH), forged.orElseThrow()))
          .isPresent();
      assertThat(ResponseFrame.read(KEY, forged.orElseThrow())).isEmpty();
    }
  }

  @Test
  void what_is_too_large_or_cannot_be_written_is_not_kept() {
    var length = value().length;
    assertThat(ResponseFrame.write(KEY, RESPONSE, length)).isPresent();
    assertThat(ResponseFrame.write(KEY, RESPONSE, length - 1)).isEmpty();
    assertThat(ResponseFrame.write(KEY, CachedResponses.of("half a pair: \ud800"), MOST)).isEmpty();
  }

  @Test
  void tokens_have_no_more_text_than_the_answer() {
    assertThatThrownBy(
            () ->
                new CachedResponse(
                    0,
                    "t",
                    OptionalDouble.empty(),
                    0,
                    0,
                    FinishReason.STOP,
                    Usage.NONE,
                    0,
                    "ab",
                    List.of(new CachedResponse.Token(3, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] value() {
    return ResponseFrame.write(KEY, RESPONSE, MOST).orElseThrow();
  }
}
