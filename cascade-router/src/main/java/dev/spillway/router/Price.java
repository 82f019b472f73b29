package dev.spillway.router;

import dev.spillway.contracts.worker.Usage;
import java.math.BigDecimal;

/** What a tier costs per token read and per token written. */
public record Price(Money perPromptToken, Money perCompletionToken) {

  private static final int MILLION_DIGITS = 6;

  /** From the customary quotation, dollars per million tokens. */
  public static Price perMillion(BigDecimal promptUsd, BigDecimal completionUsd) {
    return new Price(
        Money.ofUsd(promptUsd.movePointLeft(MILLION_DIGITS)),
        Money.ofUsd(completionUsd.movePointLeft(MILLION_DIGITS)));
  }

  /** What one generation costs. */
  public Money of(Usage usage) {
    return perPromptToken
        .times(usage.promptTokens())
        .plus(perCompletionToken.times(usage.completionTokens()));
  }
}
