package dev.spillway.gateway.anthropic;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.chat.Parts;
import dev.spillway.gateway.http.Field;

/** Reads how much a model should think, and what it thought. */
final class ThinkingReader {
  /** Tokens; Anthropic's own bound. */
  private static final int LEAST_BUDGET = 1_024;

  private ThinkingReader() {}

  /**
   * {@code thinking} of a request, as {@link dev.spillway.contracts.chat.Demands} has it.
   *
   * @throws SpillwayException naming the first field that is wrong
   */
  static String read(Field thinking) {
    var type = thinking.object().nothingBut("type", "budget_tokens", "display").required("type");
    switch (type.string()) {
      case "enabled" -> thinking.required("budget_tokens").whole(LEAST_BUDGET, Integer.MAX_VALUE);
      case "adaptive", "between_tools", "disabled" ->
          thinking
              .member("budget_tokens")
              .ifPresent(
                  budget -> {
                    throw budget.wrong("is only allowed where type is enabled");
                  });
      default -> throw type.wrong("must be enabled, adaptive, between_tools or disabled");
    }
    thinking.member("display").ifPresent(ThinkingReader::checkDisplay);
    return thinking.json();
  }

  private static void checkDisplay(Field display) {
    switch (display.string()) {
      case "summarized", "omitted" -> {}
      default -> throw display.wrong("must be summarized or omitted");
    }
  }

  /** Whether a client wishes to be told what was thought. It does unless it says otherwise. */
  static boolean tells(Field root) {
    return root.member("thinking")
        .map(thinking -> thinking.required("type").string())
        .filter("disabled"::equals)
        .isEmpty();
  }

  /**
   * A block of what an assistant thought, which goes to those who know it as it is. No engine asks
   * to see again what it did not sign, and some refuse it; so that is left out.
   *
   * @throws SpillwayException naming the first field that is wrong
   */
  static void addBlock(Field block, Parts parts) {
    var known =
        switch (block.required("type").string()) {
          case "thinking" -> {
            block.nothingBut("type", "thinking", "signature").required("thinking").string();
            yield block.member("signature").map(Field::string).orElse("");
          }
          default -> block.nothingBut("type", "data").required("data").string();
        };
    if (!known.isEmpty()) {
      parts.thought(block.json());
    }
  }
}
