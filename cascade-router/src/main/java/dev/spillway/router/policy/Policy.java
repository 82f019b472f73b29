package dev.spillway.router.policy;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.Tier;
import dev.spillway.router.score.SecondOpinion;
import dev.spillway.router.score.TokenScorer;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A named cascade: its tiers from cheapest to best, and the rule that says who is asked and whose
 * answer is given. Clients select it as a model name.
 *
 * @param tiers names of tiers, at least one, none twice
 * @param conduct how it is run beside the rule
 */
public record Policy(String name, List<String> tiers, Rule rule, Conduct conduct) {

  public static final int MAX_TIERS = 8;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  /**
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} naming the field
   */
  public Policy {
    tiers = List.copyOf(tiers);
    checkName(name);
    if (tiers.isEmpty() || tiers.size() > MAX_TIERS) {
      throw invalid("tiers", "must name 1 to %d tiers".formatted(MAX_TIERS));
    }
    if (new HashSet<>(tiers).size() != tiers.size()) {
      throw invalid("tiers", "must not name a tier twice");
    }
    rule.check(tiers.size());
    if (conduct.streaming().mode() == Streaming.Mode.PRE && rule instanceof Rule.Thresholds) {
      throw invalid("conduct.streaming", "may be pre only where a learned router decides");
    }
    if (rule instanceof Rule.Thresholds thresholds
        && thresholds.scorer() instanceof SecondOpinion opinion) {
      checkOpinion(opinion, tiers, conduct);
    }
    if (conduct.similar().isPresent() && !rule.judges()) {
      throw invalid(
          "conduct.similar",
          "needs a learned router: scorers do not judge answers to other questions");
    }
  }

  /** A policy that is run with nothing beside its rule. */
  public Policy(String name, List<String> tiers, Rule rule) {
    this(name, tiers, rule, Conduct.PLAIN);
  }

  /**
   * A name that can be used as a model name, as it is.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code name}
   */
  public static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "name", "must be 1 to 64 characters of a-z, 0-9, '.', '_', '-', not first a sign");
    }
    return name;
  }

  /** A cascade of one: what a client gets that asks for a tier by name. */
  public static Policy only(Tier tier) {
    return new Policy(
        tier.name(),
        List.of(tier.name()),
        new Rule.Thresholds(TokenScorer.MIN_PROBABILITY, List.of()));
  }

  private static void checkOpinion(SecondOpinion opinion, List<String> tiers, Conduct conduct) {
    if (conduct.streaming().mode() == Streaming.Mode.EARLY) {
      throw invalid(
          "conduct.streaming",
          "may be early only with a scorer of tokens or a learned router: %s needs the whole reply"
              .formatted(opinion.wireName()));
    }
    if (opinion.kind() == SecondOpinion.Kind.JUDGE
        && conduct.judge().map(Judging::tier).equals(opinion.tier())) {
      throw invalid(
          "conduct.judge",
          "must name another tier than the policy's scorer: it would agree with it");
    }
    if (opinion.kind() == SecondOpinion.Kind.AGREEMENT
        && opinion.tier().filter(tiers::contains).isPresent()) {
      throw invalid(
          "scoring.tier",
          "must not be a tier of the policy for agreement: that replies in its turn, or did"
              + " already. Absent: the tier that replied is asked once more");
    }
  }

  /** Whether it may ask the tier for anything: a reply, an opinion or a verdict. */
  public boolean asks(String tier) {
    return tiers.contains(tier)
        || conduct.judge().filter(judging -> judging.tier().equals(tier)).isPresent()
        || (rule instanceof Rule.Thresholds thresholds
            && thresholds.scorer() instanceof SecondOpinion opinion
            && opinion.tier().filter(tier::equals).isPresent());
  }

  /** The way of one request through the tiers. */
  public Course begin(List<ChatMessage> messages, Terms terms) {
    return rule.begin(
        messages, tiers.size(), terms.streamed() ? conduct.streaming() : Streaming.BUFFERED, terms);
  }

  /** The same for a plain request without a budget. */
  public Course begin(List<ChatMessage> messages) {
    return begin(messages, Terms.FREE);
  }

  static SpillwayException invalid(String field, String message) {
    return new SpillwayException(new ErrorKind.InvalidValue(field, field + " " + message));
  }
}
