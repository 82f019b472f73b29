package dev.spillway.worker.text;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Cuts text into the pieces that merges do not cross. The expressions are the ones that llama.cpp
 * and the models' own tokenizers use, under the name that a file gives in {@code
 * tokenizer.ggml.pre}.
 *
 * <p>Several expressions are applied one after the other, each to the pieces of the one before;
 * what an expression does not match stays a piece of its own.
 *
 * @param names what files call it
 * @param wholePieces whether a piece that is a token becomes that token, whatever the merges would
 *     make of it
 */
record PreTokenizer(List<String> names, boolean wholePieces, List<Pattern> patterns) {
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  /** All that are supported. */
  static final List<PreTokenizer> ALL =
      List.of(
          of(List.of("gpt-2", "default"), false, GPT2),
          of(List.of("qwen2", "deepseek-r1-qwen"), false, contracted("\\p{N}")),
          of(List.of("llama-bpe", "llama3", "llama-v3"), true, contracted("\\p{N}{1,3}")),
          of(List.of("smollm"), false, "\\p{N}", GPT2));

  PreTokenizer {
    names = List.copyOf(names);
    patterns = List.copyOf(patterns);
  }

  private static PreTokenizer of(List<String> names, boolean wholePieces, String... expressions) {
    return new PreTokenizer(
        names,
        wholePieces,
        Arrays.stream(expressions)
            .map(expression -> Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS))
            .toList());
  }

  /** The form that began with GPT-4; families differ in how they cut numbers. */
  private static String contracted(String numbers) {
    return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
        + numbers
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }

  /** The pieces of {@code text} in order; together they are all of it. */
  void split(String text, Consumer<String> pieces) {
    split(text, 0, pieces);
  }

  private void split(String text, int stage, Consumer<String> pieces) {
    if (stage == patterns.size()) {
      pieces.accept(text);
      return;
    }
    var matcher = patterns.get(stage).matcher(text);
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() > from) {
        split(text.substring(from, matcher.start()), stage + 1, pieces);
      }
      split(matcher.group(), stage + 1, pieces);
      from = matcher.end();
    }
    if (from < text.length()) {
      split(text.substring(from), stage + 1, pieces);
    }
  }
}
