package dev.spillway.gateway.learning;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import dev.spillway.gateway.decision.AskedTier;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.Money;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.policy.Hindsight;
import dev.spillway.router.policy.Policy;
import dev.spillway.router.policy.Questions;
import dev.spillway.router.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Plays a policy on kept decisions, one after the other, and sums up. */
final class DryRun {
  private final Policy policy;
  private final boolean reads;
  private final EvidenceReader evidence;
  private final int[] asked;
  private final double[] known;
  private final int[] knownCount;
  private final int[] unknown;
  private int decisions;
  private int unreadable;
  private int undecided;
  private boolean embeds;
  private int withoutMeaning;
  private int escalated;
  private double live;
  private int otherTier;
  private int otherAnswer;
  private int sameAnswer;
  private final List<Judged> judged = new ArrayList<>();
  private double spent;

  /** A decision of which all is known, with the tier whose answer would be given and was. */
  private record Judged(Evidence.Known known, int given, int was) {}

  DryRun(Policy policy) {
    this.policy = policy;
    int tiers = policy.tiers().size();
    reads = policy.rule() instanceof Rule.Learned;
    embeds = policy.rule().meaningModel().isPresent();
    evidence = new EvidenceReader(policy.tiers(), Measure.AGREEMENT, Map.of(), Optional.empty());
    asked = new int[tiers];
    known = new double[tiers];
    knownCount = new int[tiers];
    unknown = new int[tiers];
  }

  /** Whether it needs texts. */
  boolean reads() {
    return reads;
  }

  /** What is to be embedded of the questions of those that it will play; nothing if it does not. */
  List<String> toEmbed(List<DecisionRow> rows) {
    return embeds
        ? rows.stream().filter(this::plays).map(row -> Questions.toEmbed(asked(row))).toList()
        : List.of();
  }

  /** No worker embeds: what follows is decided without. */
  void embedsNoMore() {
    embeds = false;
  }

  /**
   * @param known of each of {@link #toEmbed}; or empty
   */
  void add(List<DecisionRow> rows, List<Meaning> known) {
    var left = known.iterator();
    for (var row : rows) {
      if (plays(row)) {
        play(row, left.hasNext() ? Optional.of(left.next()) : Optional.empty());
      } else if (!row.asked().isEmpty()) {
        unreadable++;
      }
    }
  }

  /**
   * Not so of an answer that was given again: nothing new is known of any tier. Nor of one whose
   * texts are needed and were not kept.
   */
  private boolean plays(DecisionRow row) {
    return !row.asked().isEmpty()
        && !(reads
            && (row.messages() == null
                || policy.tiers().stream()
                    .map(tier -> reply(row, tier))
                    .anyMatch(DryRun::lacksText)));
  }

  private static List<ChatMessage> asked(DecisionRow row) {
    var messages = row.messages();
    return messages == null ? List.of() : messages.stream().map(DryRun::message).toList();
  }

  private void play(DecisionRow row, Optional<Meaning> meaning) {
    var replies = policy.tiers().stream().map(tier -> reply(row, tier)).toList();
    decisions++;
    withoutMeaning += meaning.map(Meaning::model).equals(policy.rule().meaningModel()) ? 0 : 1;
    live += Double.parseDouble(row.costUsd());
    var played =
        Hindsight.of(
            policy,
            asked(row),
            meaning,
            replies.stream().map(reply -> reply.map(DryRun::known)).toList());
    escalated += played.asked().size() > 1 ? 1 : 0;
    for (int tier = 0; tier < replies.size(); tier++) {
      var cost = replies.get(tier).map(reply -> Double.parseDouble(reply.costUsd()));
      if (cost.isPresent()) {
        known[tier] += cost.get();
        knownCount[tier]++;
      }
      if (played.asked().contains(tier)) {
        asked[tier]++;
        spent +=
            cost.orElse(0.0) + (played.consulted().contains(tier) ? opinionCost(row, tier) : 0);
        unknown[tier] += cost.isPresent() ? 0 : 1;
      }
    }
    if (played.given().isEmpty()) {
      undecided++;
    } else {
      given(row, played.given().getAsInt(), replies);
    }
  }

  private void given(DecisionRow row, int given, List<Optional<AskedTier>> replies) {
    int was = policy.tiers().indexOf(row.tier());
    if (given != was) {
      otherTier++;
      var agrees = replies.get(given).map(AskedTier::agrees);
      otherAnswer += agrees.filter(same -> !same).isPresent() ? 1 : 0;
      sameAnswer += agrees.filter(same -> same).isPresent() ? 1 : 0;
    }
    if (was >= 0) {
      evidence.read(row).ifPresent(all -> judged.add(new Judged(all, given, was)));
    }
  }

  /** Weighted by all that was read. */
  private @Nullable Double quality(ToIntFunction<Judged> tier) {
    double weights = 0;
    double sum = 0;
    for (var each : judged) {
      double weight = evidence.weight(each.known());
      weights += weight;
      sum += weight * each.known().replies().get(tier.applyAsInt(each)).quality();
    }
    return weights == 0 ? null : sum / weights;
  }

  DryRunReport report() {
    var askedByName = new TreeMap<String, Integer>();
    double cost = spent;
    for (int tier = 0; tier < asked.length; tier++) {
      askedByName.put(policy.tiers().get(tier), asked[tier]);
      cost += knownCount[tier] == 0 ? 0 : unknown[tier] * known[tier] / knownCount[tier];
    }
    int all = Math.max(1, decisions);
    return new DryRunReport(
        decisions,
        unreadable,
        undecided,
        withoutMeaning,
        askedByName,
        escalated / (double) all,
        1_000 * cost / all,
        1_000 * live / all,
        otherTier,
        otherAnswer,
        sameAnswer,
        judged.size(),
        quality(Judged::given),
        quality(Judged::was));
  }

  /** The whole reply of a tier, or else what was cut. */
  private static Optional<AskedTier> reply(DecisionRow row, String tier) {
    var all =
        row.asked().stream()
            .filter(each -> each.tier().equals(tier) && each.error() == null)
            .toList();
    return all.stream().filter(AskedTier::isWhole).findFirst().or(() -> all.stream().findFirst());
  }

  /** Of the reply's opinion, if there is one. */
  private double opinionCost(DecisionRow row, int tier) {
    return reply(row, policy.tiers().get(tier))
        .map(AskedTier::opinion)
        .map(opinion -> Double.parseDouble(opinion.costUsd()))
        .orElse(0.0);
  }

  private static boolean lacksText(Optional<AskedTier> reply) {
    return reply.isPresent() && reply.get().text() == null;
  }

  private static Hindsight.Known known(AskedTier reply) {
    var logprobs = reply.logprobs();
    var text = reply.text();
    return new Hindsight.Known(
        text == null ? "" : text,
        Money.ofUsd(new BigDecimal(reply.costUsd())),
        logprobs == null ? AnswerStatistics.EMPTY : logprobs.statistics(),
        reply.isWhole(),
        Optional.ofNullable(reply.opinion())
            .map(
                heard ->
                    new Hindsight.Opinion(
                        heard.scorer(),
                        heard.tier(),
                        heard.heard(),
                        Money.ofUsd(new BigDecimal(heard.costUsd())))));
  }

  private static ChatMessage message(DecisionRow.Message message) {
    return new ChatMessage(Role.ofWireName(message.role()).orElse(Role.USER), message.content());
  }
}
