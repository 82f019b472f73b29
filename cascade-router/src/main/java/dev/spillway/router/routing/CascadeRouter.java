package dev.spillway.router.routing;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.router.AnswerStatistics;
import dev.spillway.router.learn.Meaning;
import dev.spillway.router.learn.Words;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides after each reply whether to give an answer or to ask another tier, and which; also which
 * to ask first.
 *
 * <p><b>One rule.</b> A right answer is worth so many dollars. After each reply the router knows
 * how likely the best reply so far is right, and for each tier not asked yet how likely the best
 * reply will be right once that tier replied too. It asks the tier whose gain in probability, times
 * the worth, exceeds its cost by most, and gives the likeliest reply when no tier's does. Nothing
 * says in which order tiers are asked or how many of them: a router that decides before generating
 * (RouteLLM, Ong et al. 2024, arXiv 2406.18665) and a cascade with thresholds (FrugalGPT, Chen et
 * al. 2023, arXiv 2305.05176) are what the rule amounts to where the question or the replies say
 * more (cascade routing: Dekoninck et al., ICML 2025, arXiv 2410.10347, whose rule looks at sets of
 * tiers; this one looks one reply ahead, and sees what the replies so far have in common). The
 * worth is the only number to be set, so a budget is fitted by a search along one line: {@link
 * Front}.
 *
 * <p><b>What it learns from.</b> {@link Example}s: questions with every tier's reply, its quality
 * and cost. Each tier has two text classifiers (is it right, by the words of the question; by those
 * of its reply) and, where embeddings of the questions are given, one for what they mean; each set
 * of tiers that may have replied has a few classifiers over the numbers of a {@link Situation}.
 * {@link CascadeTrainer} fits them.
 *
 * <p>Immutable. Law: the same question and replies give the same verdicts.
 */
public final class CascadeRouter {
  private final Inputs inputs;
  private final List<TierWords> words;
  private final Optional<Meanings> meanings;
  private final List<Outlook> outlooks;

  /**
   * @param outlooks by set of tiers that replied
   */
  CascadeRouter(
      Inputs inputs, List<TierWords> words, Optional<Meanings> meanings, List<Outlook> outlooks) {
    this.inputs = inputs;
    this.words = List.copyOf(words);
    this.meanings = meanings;
    this.outlooks = List.copyOf(outlooks);
  }

  /** The router as bytes, which {@link #read} reads. */
  public byte[] toBytes() {
    return RouterFile.write(inputs, words, meanings, outlooks);
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws SpillwayException with {@link ErrorKind.InvalidValue} of {@code model} that says what
   *     is wrong: not a router, of another release, cut short or changed
   */
  public static CascadeRouter read(byte[] bytes) {
    return RouterFile.read(bytes);
  }

  public int tiers() {
    return words.size();
  }

  /** Whose embeddings of questions it learned from, if any: it decides better with them. */
  public Optional<String> meaningModel() {
    return meanings.map(Meanings::model);
  }

  /** A new question of which only the words are known. */
  public Deliberation deliberate(String question) {
    return deliberate(question, Optional.empty());
  }

  /**
   * A new question.
   *
   * @param meaning if it is known; of any other model than {@link #meaningModel} it says nothing
   */
  public Deliberation deliberate(String question, Optional<Meaning> meaning) {
    return new Deliberation(this, question, meaning);
  }

  Situation situation(String question, Optional<Meaning> meaning) {
    var read = Words.of(question);
    double[] scores =
        words.stream().mapToDouble(tier -> inputs.score(tier.byQuestion().score(read))).toArray();
    double[] byMeaning =
        meanings.map(tiers -> tiers.scores(inputs, meaning)).orElseGet(() -> new double[0]);
    return new Situation(inputs, scores, byMeaning, inputs.of(question));
  }

  Reading read(
      String question, int tier, String reply, double cost, Optional<AnswerStatistics> tokens) {
    double score = inputs.score(words.get(tier).byReply().score(TierWords.of(question, reply)));
    return Reading.of(score, question, reply, cost, tokens);
  }

  /** How likely the likeliest reply so far is right; empty before the first. */
  OptionalDouble confidence(Situation situation) {
    return outlooks.get(situation.asked()).best().stream()
        .mapToDouble(best -> best.probability(situation.numbers()))
        .findFirst();
  }

  /**
   * What to do next.
   *
   * @param worth dollars by which a right answer is worth more than a wrong one
   * @param most dollars that the next reply may be expected to cost; of those that can reply, the
   *     cheapest may always be asked first
   * @param without set of tiers that cannot be asked; not all, where none replied
   */
  Verdict next(Situation situation, double worth, double most, int without) {
    var outlook = outlooks.get(situation.asked());
    double[] numbers = situation.numbers();
    boolean first = situation.asked() == 0;
    double affordable = first ? Math.max(most, outlook.cheapest(numbers, without)) : most;
    double now = outlook.best().map(best -> best.probability(numbers)).orElse(-1.0);
    double best = first ? Double.NEGATIVE_INFINITY : worth * now;
    int next = -1;
    for (int tier = 0; tier < tiers(); tier++) {
      var after = outlook.after().get(tier);
      var cost = outlook.costs().get(tier);
      if (after != null && cost != null && !Tiers.contains(without, tier)) {
        double expected = cost.expected(numbers);
        double then = worth * after.probability(numbers) - expected;
        if (expected <= affordable && then > best) {
          best = then;
          next = tier;
        }
      }
    }
    return next >= 0 ? new Verdict.Ask(next) : new Verdict.Give(outlook.likeliest(numbers), now);
  }

  double confidenceAfter(Situation situation, int tier) {
    var after = outlooks.get(situation.asked()).after().get(tier);
    if (after == null) {
      throw new IllegalArgumentException("tier %d replied already or is none".formatted(tier));
    }
    return after.probability(situation.numbers());
  }
}
