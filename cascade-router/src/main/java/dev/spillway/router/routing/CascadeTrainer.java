package dev.spillway.router.routing;

import dev.spillway.router.learn.Meaning;
import dev.spillway.router.learn.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes {@link CascadeRouter}s from examples. What the texts tell is learned once, for all tiers
 * that the examples have ({@link TierReader}); a router for some of these tiers then takes seconds.
 *
 * <p>Law: the same examples make the same router, whatever the number of threads.
 */
public final class CascadeTrainer {
  private final double[][] shapes;
  private final List<TierReader> readers;
  private final double strength;
  private final Optional<String> meaningModel;

  private CascadeTrainer(List<Example> examples) {
    this.shapes =
        examples.stream()
            .map(example -> Inputs.SHAPES.of(example.question()))
            .toArray(double[][]::new);
    var questions = examples.stream().map(example -> Words.of(example.question())).toList();
    var meanings = examples.stream().flatMap(example -> example.meaning().stream()).toList();
    this.meaningModel = meanings.stream().map(Meaning::model).findFirst();
    this.readers =
        IntStream.range(0, examples.getFirst().replies().size())
            .parallel()
            .mapToObj(tier -> new TierReader(examples, questions, meanings, tier))
            .toList();
    this.strength = OutlookTrainer.strength(shapes, readers);
  }

  /**
   * Reads the texts.
   *
   * @param examples at least 20, each with replies of the same tiers; where every question comes
   *     with its meaning, that is learned from too
   */
  public static CascadeTrainer read(List<Example> examples) {
    if (examples.size() < TierReader.LEAST) {
      throw new IllegalArgumentException(
          "at least %d examples are needed, there are %d"
              .formatted(TierReader.LEAST, examples.size()));
    }
    int tiers = examples.getFirst().replies().size();
    if (examples.stream().anyMatch(example -> example.replies().size() != tiers)) {
      throw new IllegalArgumentException("every example needs a reply of every tier");
    }
    var meanings = examples.stream().map(e -> e.meaning().map(CascadeTrainer::kind)).distinct();
    if (meanings.limit(2).count() > 1) {
      throw new IllegalArgumentException(
          "either every example has a meaning, all of one model, or none");
    }
    return new CascadeTrainer(examples);
  }

  private static String kind(Meaning meaning) {
    return meaning.model() + " " + meaning.numbers();
  }

  /** Tiers that the examples have. */
  public int tiers() {
    return readers.size();
  }

  /**
   * A router between some of the tiers, which it calls 0, 1 and so on.
   *
   * @param tiers 1 to 6 of them
   */
  public CascadeRouter router(List<Integer> tiers) {
    if (tiers.isEmpty() || tiers.size() > Tiers.MOST) {
      throw new IllegalArgumentException(
          "there may be 1 to %d tiers, not %d".formatted(Tiers.MOST, tiers.size()));
    }
    var chosen = tiers.stream().map(readers::get).toList();
    return new CascadeRouter(
        Inputs.SHAPES,
        chosen.stream().map(TierReader::tierWords).toList(),
        meaningModel.map(model -> meanings(model, chosen)),
        new OutlookTrainer(shapes, chosen, strength).learn());
  }

  private static Meanings meanings(String model, List<TierReader> tiers) {
    return new Meanings(model, tiers.stream().flatMap(tier -> tier.byMeaning().stream()).toList());
  }

  /** A router between all tiers. */
  public CascadeRouter router() {
    return router(IntStream.range(0, tiers()).boxed().toList());
  }
}
