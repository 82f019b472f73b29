package dev.spillway.router.routing;

import dev.spillway.router.learn.Meaning;
import dev.spillway.router.learn.MeaningClassifier;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether each tier will be right, by what a question means.
 *
 * @param model whose embeddings it was learned from
 */
record Meanings(String model, List<MeaningClassifier> byTier) {
  Meanings {
    byTier = List.copyOf(byTier);
  }

  /**
   * Logarithms of the odds. A meaning that nobody could tell, or another model's, leaves all as
   * likely as questions in the mean.
   */
  double[] scores(Inputs inputs, Optional<Meaning> question) {
    var known = question.filter(this::isComparable);
    return byTier.stream()
        .mapToDouble(tier -> inputs.score(known.map(tier::score).orElseGet(tier::unknown)))
        .toArray();
  }

  private boolean isComparable(Meaning meaning) {
    return meaning.model().equals(model) && meaning.numbers() == byTier.getFirst().numbers();
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(model);
    for (var tier : byTier) {
      tier.write(out);
    }
  }

  static Meanings read(DataInput in, int tiers) throws IOException {
    var model = in.readUTF();
    var byTier = new ArrayList<MeaningClassifier>();
    for (int tier = 0; tier < tiers; tier++) {
      byTier.add(MeaningClassifier.read(in));
    }
    return new Meanings(model, byTier);
  }
}
