package dev.spillway.gateway.learning;

import dev.spillway.router.AnswerStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known of requests to which every tier replied.
 *
 * @param tiers whose replies each request has, in this order
 * @param leftOut how many decisions were left out, by reason
 */
public record Evidence(List<String> tiers, List<Known> known, Map<Gap, Integer> leftOut) {
  /** Below this share of decisions that the evidence speaks for, say so. */
  private static final double COVERED = 0.95;

  public Evidence {
    tiers = List.copyOf(tiers);
    known = List.copyOf(known);
    leftOut = Map.copyOf(leftOut);
  }

  /**
   * A request.
   *
   * @param weight of how many requests it speaks: the inverse of its propensity
   * @param beside whether some of the replies were asked for beside the request
   * @param judged whether a judge that was asked behind the client's back says how good they were
   */
  public record Known(List<Reply> replies, double weight, boolean beside, boolean judged) {
    public Known {
      replies = List.copyOf(replies);
    }

    /** Somebody else says how good they were. */
    public Known(List<Reply> replies, double weight, boolean beside) {
      this(replies, weight, beside, false);
    }

    Known weighing(double other) {
      return new Known(replies, other, beside, judged);
    }
  }

  /**
   * A tier's reply.
   *
   * @param tokens how sure its model was
   * @param quality from 0, wrong, to 1, right
   * @param cost in dollars
   * @param opinion what came of asking somebody else about it, if anybody was asked
   */
  public record Reply(
      AnswerStatistics tokens, double quality, double cost, Optional<Opinion> opinion) {
    /** Nobody was asked about it. */
    public Reply(AnswerStatistics tokens, double quality, double cost) {
      this(tokens, quality, cost, Optional.empty());
    }
  }

  /**
   * What somebody else says of a reply.
   *
   * @param score absent if nothing was heard
   * @param cost of asking, in dollars
   */
  public record Opinion(OptionalDouble score, double cost) {}

  /** Why a decision is left out. */
  public enum Gap {
    /** No such request is ever put to all tiers: what is fitted does not speak for it. */
    NEVER_DRAWN,
    /** It could have been put to all tiers and was not: others speak for it, by their weights. */
    NOT_DRAWN,
    /** It was drawn, and a tier failed or there was no room: others speak for it. */
    INCOMPLETE,
    /** Of a tier's reply there is no opinion, where a scorer is fitted that needs one. */
    NO_OPINION,
    /** Its texts were not kept, where a router is learned that reads them. */
    NO_TEXT,
    /** It could have been judged and was not: those that were speak for it. */
    NOT_JUDGED,
    /**
     * It was drawn to be judged, and there was no room or the judge failed: others speak for it.
     */
    NO_VERDICT,
    /** It has no label. */
    UNLABELLED,
    /** The answer was wrong and a tier said something else, which nobody judged. */
    UNDECIDED
  }

  /** How many decisions were left out, by reason, in order. */
  Map<String, Integer> leftOutByName() {
    return leftOut.entrySet().stream()
        .collect(
            Collectors.toMap(
                each -> each.getKey().name().toLowerCase(Locale.ROOT),
                Map.Entry::getValue,
                Integer::sum,
                TreeMap::new));
  }

  /** What may make figures wrong that are computed from it. */
  List<String> warnings() {
    var warnings = new ArrayList<String>();
    if (covered() < COVERED) {
      warnings.add(
          "nothing is known of %.0f %% of the decisions and nothing can be, as no such request is put to all tiers: set conduct.explore"
              .formatted(100 * (1 - covered())));
    }
    if (leftOut.containsKey(Gap.NO_OPINION)) {
      warnings.add(
          "decisions of before the policy asked for opinions as it does now are left out; so are those for which the budget did not pay for one");
    }
    if (leftOut.containsKey(Gap.UNDECIDED)) {
      warnings.add(
          "decisions whose answer was wrong and whose other replies nobody judged are left out, which hides what escalating would gain");
    }
    if (known.stream().anyMatch(Known::judged)) {
      warnings.add("some labels are a judge's, which may be wrong: compare it with feedback");
    }
    if (leftOut.containsKey(Gap.UNLABELLED)) {
      warnings.add("who labels an answer chooses it: figures are of labelled requests");
    }
    if (leftOut.containsKey(Gap.NO_TEXT)) {
      warnings.add(
          "decisions whose texts were not kept are left out (decisions.keep-text, decisions.text-size), and nobody speaks for them");
    }
    return warnings;
  }

  /** Decisions for which others speak or that are known, as a share of all. */
  double covered() {
    int never = leftOut.getOrDefault(Gap.NEVER_DRAWN, 0);
    int all = known.size() + leftOut.values().stream().mapToInt(Integer::intValue).sum();
    return all == 0 ? 0 : 1 - never / (double) all;
  }

  /** As how many requests of equal weight they tell (Kish 1965). */
  double effective() {
    double sum = known.stream().mapToDouble(Known::weight).sum();
    double squares = known.stream().mapToDouble(each -> each.weight() * each.weight()).sum();
    return squares == 0 ? 0 : sum * sum / squares;
  }
}
