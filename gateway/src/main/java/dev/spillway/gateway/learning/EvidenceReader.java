package dev.spillway.gateway.learning;

import dev.spillway.gateway.decision.AskedTier;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.Label;
import dev.spillway.gateway.decision.LabelSource;
import dev.spillway.gateway.learning.Evidence.Gap;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.gateway.learning.Evidence.Reply;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.score.SecondOpinion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes evidence of kept decisions: what every tier replied, how good that was, and of how many
 * requests each speaks.
 *
 * <p>A decision whose every tier replied in whole counts as the inverse of its propensity (Horvitz
 * and Thompson 1952). Of those that were drawn some were dropped for want of room: the rest speak
 * for them too, as their share of the drawn is part of the probability of being known. Of the
 * others those with a propensity are spoken for by those that were drawn; those without are spoken
 * for by nobody, which the counts show.
 *
 * <p>Labels of a judge are of answers that were drawn, too, with a share of their own: such a
 * decision counts as the inverse of that as well, and makes up for those that were drawn and not
 * judged. It speaks for decisions that nobody else labelled; who has another label speaks for
 * himself.
 *
 * <p>How good replies were, where nobody said it of each: see {@link Measure}. By a label, a reply
 * that comes to the same as the answer is as good as it, and one that does not is wrong where the
 * answer was right. Where the answer was wrong, another reply may be either: such a decision is
 * left out and counted.
 */
final class EvidenceReader {
  /** Who is believed first. */
  private static final List<LabelSource> TRUST =
      List.of(LabelSource.UPLOAD, LabelSource.FEEDBACK, LabelSource.JUDGE);

  private final List<String> tiers;
  private final Measure measure;
  private final Map<String, Map<String, Double>> qualities;
  private final Optional<SecondOpinion> opinion;
  private final List<Known> known = new ArrayList<>();

  /** Requests that were drawn and put to all tiers. */
  private int completed;

  /** Requests of which a judge's word is the label. */
  private int verdicts;

  private final Map<Gap, Integer> leftOut = new EnumMap<>(Gap.class);

  /**
   * @param qualities of replies as they were uploaded, by request and tier; they come first
   * @param opinion scorer that is to be fitted: decisions without what it asks for are left out
   */
  EvidenceReader(
      List<String> tiers,
      Measure measure,
      Map<String, Map<String, Double>> qualities,
      Optional<SecondOpinion> opinion) {
    this.tiers = List.copyOf(tiers);
    this.measure = measure;
    this.qualities = qualities;
    this.opinion = opinion;
  }

  /** Of scorers that read tokens. */
  EvidenceReader(List<String> tiers, Measure measure, Map<String, Map<String, Double>> qualities) {
    this(tiers, measure, qualities, Optional.empty());
  }

  void add(DecisionRow row) {
    read(row).ifPresent(known::add);
  }

  /** What is known of one decision; if nothing is, that is counted. */
  Optional<Known> read(DecisionRow row) {
    var replies = new ArrayList<AskedTier>();
    for (var tier : tiers) {
      row.asked().stream()
          .filter(each -> each.tier().equals(tier) && each.isWhole())
          .findFirst()
          .ifPresent(replies::add);
    }
    var propensity = row.propensity();
    if (propensity == null) {
      return leave(Gap.NEVER_DRAWN);
    }
    boolean beside = row.asked().stream().anyMatch(each -> Boolean.TRUE.equals(each.aside()));
    if (replies.size() < tiers.size()) {
      return leave(Boolean.TRUE.equals(row.drawn()) ? Gap.INCOMPLETE : Gap.NOT_DRAWN);
    }
    completed += beside ? 1 : 0;
    if (opinion.isPresent()
        && replies.subList(0, tiers.size() - 1).stream()
            .anyMatch(reply -> !isAskedFor(reply, opinion.get()))) {
      return leave(Gap.NO_OPINION);
    }
    return judge(row, replies, 1 / propensity, beside);
  }

  /** Of how many requests one speaks, by all that were read so far. */
  double weight(Known one) {
    double weight = one.weight();
    if (one.beside()) {
      int dropped = leftOut.getOrDefault(Gap.INCOMPLETE, 0);
      weight = weight * (completed + dropped) / completed;
    }
    if (one.judged()) {
      int dropped = leftOut.getOrDefault(Gap.NO_VERDICT, 0);
      weight = weight * (verdicts + dropped) / verdicts;
    }
    return weight;
  }

  /** Evidence that was uploaded whole. */
  void add(List<Reply> replies) {
    known.add(new Known(replies, 1, false));
  }

  Evidence read() {
    return new Evidence(
        tiers, known.stream().map(each -> each.weighing(weight(each))).toList(), leftOut);
  }

  int size() {
    return known.size();
  }

  private static boolean isAskedFor(AskedTier reply, SecondOpinion by) {
    var kept = reply.opinion();
    return kept != null
        && kept.scorer().equals(by.wireName())
        && kept.tier().equals(by.tier().orElse(reply.tier()));
  }

  private Optional<Known> judge(
      DecisionRow row, List<AskedTier> replies, double weight, boolean beside) {
    var uploaded = qualities.get(row.requestId());
    if (uploaded != null && uploaded.keySet().containsAll(tiers)) {
      return keep(replies, tiers.stream().map(uploaded::get).toList(), weight, beside, false);
    }
    var label = label(row);
    var share = row.judgePropensity();
    if (measure == Measure.LABELS && label.isEmpty()) {
      return leave(
          share == null
              ? Gap.UNLABELLED
              : Boolean.TRUE.equals(row.judgeDrawn()) ? Gap.NO_VERDICT : Gap.NOT_JUDGED);
    }
    boolean judged =
        share != null && label.filter(one -> one.source() == LabelSource.JUDGE).isPresent();
    verdicts += judged ? 1 : 0;
    var last = replies.getLast();
    var found = new ArrayList<Double>();
    for (var reply : replies) {
      OptionalDouble quality =
          label.isPresent()
              ? byLabel(row, reply, label.get().quality())
              : byAgreement(row, reply, last);
      quality.ifPresent(found::add);
    }
    return found.size() < tiers.size()
        ? leave(Gap.UNDECIDED)
        : keep(replies, found, share != null && judged ? weight / share : weight, beside, judged);
  }

  private Optional<Label> label(DecisionRow row) {
    var labels = row.labels();
    return measure == Measure.AGREEMENT || labels == null
        ? Optional.empty()
        : TRUST.stream()
            .flatMap(source -> labels.stream().filter(each -> each.source() == source))
            .findFirst();
  }

  private static OptionalDouble byLabel(DecisionRow row, AskedTier reply, double quality) {
    if (reply.tier().equals(row.tier()) || agrees(reply)) {
      return OptionalDouble.of(quality);
    }
    return quality >= 0.5 ? OptionalDouble.of(1 - quality) : OptionalDouble.empty();
  }

  /** Replies are compared with the answer; the last tier's is what counts. */
  private static OptionalDouble byAgreement(DecisionRow row, AskedTier reply, AskedTier last) {
    if (reply.tier().equals(last.tier())) {
      return OptionalDouble.of(1);
    }
    boolean asAnswer = reply.tier().equals(row.tier()) || agrees(reply);
    boolean lastAsAnswer = last.tier().equals(row.tier()) || agrees(last);
    if (lastAsAnswer) {
      return OptionalDouble.of(asAnswer ? 1 : 0);
    }
    return asAnswer ? OptionalDouble.of(0) : OptionalDouble.empty();
  }

  private static boolean agrees(AskedTier reply) {
    return Boolean.TRUE.equals(reply.agrees());
  }

  private static Optional<Known> keep(
      List<AskedTier> replies, List<Double> found, double weight, boolean beside, boolean judged) {
    var kept = new ArrayList<Reply>();
    for (int tier = 0; tier < replies.size(); tier++) {
      var reply = replies.get(tier);
      var logprobs = reply.logprobs();
      kept.add(
          new Reply(
              logprobs == null ? AnswerStatistics.EMPTY : logprobs.statistics(),
              found.get(tier),
              Double.parseDouble(reply.costUsd()),
              Optional.ofNullable(reply.opinion())
                  .map(
                      heard ->
                          new Evidence.Opinion(
                              heard.heard(), Double.parseDouble(heard.costUsd())))));
    }
    return Optional.of(new Known(kept, weight, beside, judged));
  }

  private Optional<Known> leave(Gap gap) {
    leftOut.merge(gap, 1, Integer::sum);
    return Optional.empty();
  }
}
