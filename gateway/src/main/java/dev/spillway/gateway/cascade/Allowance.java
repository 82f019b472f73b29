package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.router.Money;
import dev.spillway.router.Price;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a reply may go on: no further than the client's side keeps up, and than the {@link Purse}
 * covers.
 *
 * <p>A worker is asked for events, and money is counted in tokens. Our own workers tell a token an
 * event, so none is said that is not covered. Other engines tell pieces of text; until their usage
 * is known a piece counts as so many tokens as its length suggests ({@link Attempt}), and those
 * that are on their way count as the pieces before them did in the mean. So what such an engine
 * says may be a little more than is covered. Then more is asked for; the reply goes on meanwhile,
 * by no more than was already asked of the engine.
 *
 * <p>What a purse refuses ends a reply only when it has said all that is covered: most replies are
 * shorter than what was asked for them, and one that ends in time is whole.
 *
 * <p>Beyond the client's own limit of tokens a reply costs nothing more, so when that is covered
 * nothing is counted any longer.
 */
final class Allowance {
  /** Tokens for which money is asked at once. */
  private static final int MORE = 4 * Attempt.WINDOW;

  private final Purse purse;
  private final Price price;
  private final Money perPromptTokenAtMost;
  private final Money before;
  private final long longest;
  private final Relay reply;
  private final Consumer<ErrorKind> overdrawn;

  /** Events of the reply that were taken. */
  private long taken;

  /** Events that were asked for and did not come yet, besides the reply's beginning. */
  private long coming = Attempt.WINDOW - 1;

  /** Events that were taken and not asked for again. */
  private long owed;

  /** Whether the purse is being asked for more. */
  private boolean asking;

  /** Why the purse covers no more. */
  private @Nullable ErrorKind refusal;

  private boolean over;

  /**
   * @param price of the tier that replies
   * @param before what the request has cost before this reply
   * @param longest tokens that the client allows
   * @param reply for which the purse covers its prompt and {@link Attempt#WINDOW} tokens
   * @param overdrawn hears that the reply must not go on, once at most
   */
  Allowance(
      Purse purse,
      Price price,
      Money before,
      long longest,
      Relay reply,
      Consumer<ErrorKind> overdrawn) {
    this.purse = purse;
    this.price = price;
    this.perPromptTokenAtMost = price.perPromptTokenAtMost();
    this.before = before;
    this.longest = longest;
    this.reply = reply;
    this.overdrawn = overdrawn;
  }

  /** An event of the reply has come. */
  void took() {
    taken++;
    coming--;
    owed++;
  }

  /** The reply is over, so nothing is asked for it any more. */
  void close() {
    over = true;
  }

  /** Lets the worker go on as far as it is covered, and asks for more money where it is not. */
  void goOn() {
    if (over || owed == 0) {
      return;
    }
    long perEvent = perEvent();
    long free = covered() - reply.usage().completionTokens();
    long more = Math.min(owed, free / perEvent - coming);
    if (more > 0) {
      owed -= more;
      coming += more;
      reply.request(more);
    }
    if (owed > 0 || free < 0) {
      if (refusal == null) {
        ask(perEvent);
      } else if (free < 0 || coming <= 0) {
        overdrawn(refusal);
      }
    }
  }

  private void ask(long perEvent) {
    if (asking) {
      return;
    }
    asking = true;
    long said = reply.usage().completionTokens();
    long tokens = Math.min(said + coming * perEvent + MORE, longest);
    purse.cover(
        spentBefore().plus(price.perCompletionToken().times(tokens)),
        answer -> {
          asking = false;
          answer.ifPresent(kind -> refusal = kind);
          goOn();
        });
  }

  private void overdrawn(ErrorKind kind) {
    over = true;
    overdrawn.accept(kind);
  }

  /** Tokens of the reply that are covered; negative if its prompt alone is not. */
  private long covered() {
    var spent = spentBefore();
    if (!purse.covers(spent)) {
      return -1;
    }
    long tokens = purse.affordable(spent, price.perCompletionToken());
    return tokens >= longest ? Long.MAX_VALUE : tokens;
  }

  /**
   * On earlier replies, on what was asked beside this one, and on its prompt at most: what of it
   * was found in a cache counts when the reply is over.
   */
  private Money spentBefore() {
    return before
        .plus(price.of(reply.wasted()))
        .plus(perPromptTokenAtMost.times(reply.usage().promptTokens()));
  }

  /** Tokens, at least 1. */
  private long perEvent() {
    return Math.max(1, Math.ceilDiv(reply.usage().completionTokens(), taken));
  }
}
