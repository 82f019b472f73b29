package dev.spillway.router;

import dev.spillway.contracts.worker.Usage;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;

/**
 * What a tier costs per token read and per token written.
 *
 * <p>Tokens of a prompt that an engine found computed, and those that it keeps so that they are
 * found again, may have prices of their own. What engines say of them is settled by; nothing is
 * reserved by it, as nobody knows beforehand what will be found ({@link #perPromptTokenAtMost}).
 *
 * @param perCachedToken per token of a prompt that did not have to be computed
 * @param perCacheWriteToken per token of a prompt that was computed and kept
 * @param perHourWriteToken the same of those that are kept for an hour, not for minutes
 */
public record Price(
    Money perPromptToken,
    Money perCachedToken,
    Money perCacheWriteToken,
    Money perHourWriteToken,
    Money perCompletionToken) {

  private static final int MILLION_DIGITS = 6;

  /** All tokens of a prompt cost the same. */
  public Price(Money perPromptToken, Money perCompletionToken) {
    this(perPromptToken, perPromptToken, perPromptToken, perPromptToken, perCompletionToken);
  }

  /** From the customary quotation, dollars per million tokens. */
  public static Price perMillion(BigDecimal promptUsd, BigDecimal completionUsd) {
    return perMillion(promptUsd, promptUsd, promptUsd, promptUsd, completionUsd);
  }

  /** From the customary quotation, dollars per million tokens. */
  public static Price perMillion(
      BigDecimal promptUsd,
      BigDecimal cachedUsd,
      BigDecimal cacheWriteUsd,
      BigDecimal hourWriteUsd,
      BigDecimal completionUsd) {
    return new Price(
        million(promptUsd),
        million(cachedUsd),
        million(cacheWriteUsd),
        million(hourWriteUsd),
        million(completionUsd));
  }

  private static Money million(BigDecimal usd) {
    return Money.ofUsd(usd.movePointLeft(MILLION_DIGITS));
  }

  /** The most that a token of a prompt can cost. */
  public Money perPromptTokenAtMost() {
    return Collections.max(
        List.of(perPromptToken, perCachedToken, perCacheWriteToken, perHourWriteToken));
  }

  /**
   * What one generation costs. No more tokens are cached or written than the prompt has, whatever
   * is said.
   */
  public Money of(Usage usage) {
    int prompt = Math.max(0, usage.promptTokens());
    int cached = Math.clamp(usage.cachedTokens(), 0, prompt);
    int written = Math.clamp(usage.cacheWriteTokens(), 0, prompt - cached);
    int forAnHour = Math.clamp(usage.hourWriteTokens(), 0, written);
    return perPromptToken
        .times(prompt - cached - written)
        .plus(perCachedToken.times(cached))
        .plus(perCacheWriteToken.times(written - forAnHour))
        .plus(perHourWriteToken.times(forAnHour))
        .plus(perCompletionToken.times(usage.completionTokens()));
  }
}
