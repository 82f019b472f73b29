package dev.spillway.gateway.cascade;

import dev.spillway.contracts.chat.ChatRequest;
import dev.spillway.contracts.chat.Part;
import dev.spillway.contracts.chat.ResponseFormat;
import dev.spillway.router.Money;
import dev.spillway.router.Tier;
import dev.spillway.router.length.LengthForecast;
import java.nio.charset.StandardCharsets;

/**
 * What asking a tier costs at most before more money has to be asked for: the prompt, and as many
 * tokens as nine of ten answers have, or as a worker may be ahead, or as the client allows. All
 * further tokens are asked for when they are covered. Nobody counts on what a cache may have.
 */
public final class Outlay {
  /** Of what a chat template puts around a message, and around all of them. */
  private static final int PER_MESSAGE = 32;

  private static final int PER_PROMPT = 128;

  /** Of a picture, whatever its size, with the engines that take any. */
  private static final int PER_IMAGE = 2_048;

  /**
   * Characters of Base64 for a token of a document: a page is seldom of fewer than 12 kB and of
   * more than 4,000 tokens.
   */
  private static final int DOCUMENT = 4;

  /** The same of a sound: at 16 kbit/s there are 40 tokens in a second. */
  private static final int SOUND = 64;

  private Outlay() {}

  /** Of one attempt. */
  public static Money of(Tier tier, ChatRequest chat, LengthForecast forecast) {
    return tier.price()
        .perPromptTokenAtMost()
        .times(promptBound(chat))
        .plus(tier.price().perCompletionToken().times(answer(chat, forecast)));
  }

  /**
   * More tokens than the prompt has: tokenizers that know every byte make no more tokens of a text
   * than it has bytes. A prompt that has more all the same is found out when the worker has read
   * it.
   */
  static long promptBound(ChatRequest chat) {
    long bytes = PER_PROMPT;
    for (var message : chat.messages()) {
      bytes += PER_MESSAGE;
      for (var part : message.parts()) {
        bytes +=
            switch (part) {
              case Part.Text(String text) -> bytes(text);
              case Part.Image image -> PER_IMAGE;
              case Part.Document(String url, String title, String context) ->
                  PER_IMAGE + bytes(title) + bytes(context) + url.length() / DOCUMENT;
              case Part.Sound sound -> PER_IMAGE + sound.data().length() / SOUND;
              case Part.Thought(String block) -> bytes(block);
            };
      }
      for (var call : message.calls()) {
        bytes += PER_MESSAGE + bytes(call.name()) + bytes(call.arguments());
      }
    }
    for (var tool : chat.demands().tools()) {
      bytes +=
          PER_MESSAGE + bytes(tool.name()) + bytes(tool.description()) + bytes(tool.parameters());
    }
    return chat.demands().format() instanceof ResponseFormat.JsonSchema format
        ? bytes + bytes(format.description()) + bytes(format.schema())
        : bytes;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The longest answer that the client allows. */
  static long longest(ChatRequest chat) {
    return chat.sampling().maxTokens().orElse(Integer.MAX_VALUE);
  }

  private static long answer(ChatRequest chat, LengthForecast forecast) {
    return Math.min(longest(chat), Math.max(forecast.upper(), Attempt.WINDOW));
  }
}
