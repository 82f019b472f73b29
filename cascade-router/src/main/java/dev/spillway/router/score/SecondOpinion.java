package dev.spillway.router.score;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Confidence by what somebody else says of a reply, or to the same question. What was heard is a
 * score in [0, 1], and a {@link Calibration} fitted from labelled decisions makes a probability of
 * it: without one the score is taken as it is.
 *
 * <p>Law: a second opinion never fails a request. Where nobody gives one, in time and such that it
 * can be read, {@code otherwise} says what is done: the reply is given, or the next tier asked.
 *
 * @param tier who is asked. Absent, for agreement: the tier that replied, once more
 * @param otherwise what is done with a reply of which nobody said anything
 */
public record SecondOpinion(
    Kind kind, Optional<String> tier, Otherwise otherwise, Calibration calibration)
    implements Scorer {

  /** What is asked. */
  public enum Kind {
    /**
     * The same question again: the more two answers have in common, the likelier they are right
     * (self-consistency: Wang et al. 2023, arXiv 2203.11171; as the scorer of a cascade: Yue et al.
     * 2023, arXiv 2310.03094).
     */
    AGREEMENT,
    /**
     * Whether the reply is right, yes or no; the probability of the word is the score (self-
     * verification of AutoMix: Madaan et al. 2023, arXiv 2310.12963, with one greedy word in place
     * of samples).
     */
    JUDGE;

    /** The scorer's name. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> wireNames() {
      return Arrays.stream(values()).map(Kind::wireName).toList();
    }

    public static Optional<Kind> ofWireName(String name) {
      return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
    }
  }

  /** What is done where there is no opinion. */
  public enum Otherwise {
    /** As if the reply were bad. */
    ESCALATE,
    /** As if it were good. */
    ACCEPT;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Otherwise> ofWireName(String name) {
      return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
    }
  }

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code scoring.tier}
   */
  public SecondOpinion {
    if (kind == Kind.JUDGE && tier.isEmpty()) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "scoring.tier", "scoring.tier must name the tier that judges"));
    }
  }

  /** The same with another map from scores to probabilities. */
  public SecondOpinion calibrated(Calibration other) {
    return new SecondOpinion(kind, tier, otherwise, other);
  }

  /** What has to be asked about a reply. */
  public Inquiry about(List<ChatMessage> messages, String reply) {
    return switch (kind) {
      case AGREEMENT -> new Inquiry.Again(tier, reply);
      case JUDGE -> new Inquiry.Judgement(tier.orElseThrow(), messages, reply);
    };
  }

  /** The probability that a reply is right of which this was heard; empty if nothing was. */
  public OptionalDouble confidence(OptionalDouble score) {
    return score.isPresent()
        ? OptionalDouble.of(calibration.of(score.getAsDouble()))
        : OptionalDouble.empty();
  }

  /** As {@link #confidence}, with what {@link #otherwise} amounts to where nothing was heard. */
  public double assumed(OptionalDouble score) {
    return confidence(score).orElse(otherwise == Otherwise.ACCEPT ? 1 : 0);
  }

  /** The same scorer, however calibrated and whatever is done without it. */
  public boolean asksAs(SecondOpinion other) {
    return kind == other.kind && tier.equals(other.tier);
  }

  @Override
  public String wireName() {
    return kind.wireName();
  }

  @Override
  public boolean onlyFalls() {
    return false;
  }
}
