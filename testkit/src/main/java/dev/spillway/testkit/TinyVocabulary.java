package dev.spillway.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A byte-level BPE tokenizer that fits on a page: 256 bytes, a few merges, three control tokens,
 * and the ChatML template.
 */
public final class TinyVocabulary {
  public static final String CHATML =
      """
      {%- for message in messages -%}
      {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}
      {%- endfor -%}
      {%- if add_generation_prompt -%}
      {{- '<|im_start|>assistant\\n' -}}
      {%- endif -%}
      """;

  // In GPT-2's alphabet, where U+0120 stands for a space.
  private static final List<String> MERGES =
      List.of(
          "t h",
          "th e",
          "\u0120 the",
          "i n",
          "e r",
          "a n",
          "o n",
          "h e",
          "l l",
          "he ll",
          "hell o",
          "\u0120 a",
          "\u0120 w",
          "o r",
          "\u0120w or",
          "l d",
          "\u0120wor ld",
          "\u0120 \u0120");

  private static final List<String> CONTROL =
      List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
  private static final int NORMAL_TYPE = 1;
  private static final int CONTROL_TYPE = 3;

  private TinyVocabulary() {}

  public static int size() {
    return tokens().size();
  }

  /** The token that ends an answer. */
  public static int endOfTurn() {
    return tokens().indexOf("<|im_end|>");
  }

  static void describeTo(TinyGguf out) {
    var tokens = tokens();
    var types = new int[tokens.size()];
    Arrays.fill(types, NORMAL_TYPE);
    Arrays.fill(types, types.length - CONTROL.size(), types.length, CONTROL_TYPE);
    out.put("tokenizer.ggml.model", "gpt2")
        .put("tokenizer.ggml.pre", "qwen2")
        .put("tokenizer.ggml.tokens", tokens)
        .put("tokenizer.ggml.token_type", types)
        .put("tokenizer.ggml.merges", MERGES)
        .put("tokenizer.ggml.bos_token_id", tokens.indexOf("<|endoftext|>"))
        .put("tokenizer.ggml.eos_token_id", endOfTurn())
        .put("tokenizer.ggml.padding_token_id", tokens.indexOf("<|endoftext|>"))
        .put("tokenizer.ggml.add_bos_token", false)
        .put("tokenizer.chat_template", CHATML);
  }

  private static List<String> tokens() {
    var tokens = new ArrayList<String>();
    for (int value = 0; value < 256; value++) {
      tokens.add(String.valueOf(symbol(value)));
    }
    MERGES.forEach(merge -> tokens.add(merge.replace(" ", "")));
    tokens.addAll(CONTROL);
    return tokens;
  }

  /** The printable character that stands for a byte in GPT-2's alphabet. */
  private static char symbol(int value) {
    if (printable(value)) {
      return (char) value;
    }
    int unprintable = 0;
    for (int smaller = 0; smaller < value; smaller++) {
      unprintable += printable(smaller) ? 0 : 1;
    }
    return (char) (256 + unprintable);
  }

  private static boolean printable(int value) {
    return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
  }
}
