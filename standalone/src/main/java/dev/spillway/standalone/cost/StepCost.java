package dev.spillway.standalone.cost;

import dev.spillway.worker.schedule.StepSize;
import java.util.List;

/**
 * The time of a step as a sum of what is in it.
 *
 * <pre>
 * base + sum over bands of (tokens in the band x seconds of the band)
 *      + outputs x perOutput + answerReads x perAnswerRead + promptReads x perPromptRead
 * </pre>
 *
 * <p><b>Bands.</b> Dense layers are not linear in the tokens of a step: the first ones pay for
 * reading the weights, later ones ride along until arithmetic is the limit. So the price of a token
 * depends on how many came before it, as tax does: band {@code i} holds the tokens after the {@code
 * FLOORS[i]}-th up to the {@code FLOORS[i+1]}-th. The time of the first token is in {@code base}.
 *
 * <p><b>Reads.</b> Attention looks at all earlier tokens of a sequence. For one new token that is a
 * walk through memory; for several the keys are used again, so the two have prices of their own.
 *
 * <p>All prices are at least zero, so more work never takes less time.
 *
 * @param bands seconds per token, one for each of {@link #FLOORS}
 */
public record StepCost(
    double base, List<Double> bands, double perOutput, double perAnswerRead, double perPromptRead) {

  /** Tokens of a step that are below each band. */
  static final List<Integer> FLOORS = List.of(1, 4, 8, 16, 32, 64, 128, 256);

  /** Terms of the sum. */
  static final int TERMS = FLOORS.size() + 4;

  public StepCost {
    bands = List.copyOf(bands);
    if (bands.size() != FLOORS.size()) {
      throw new IllegalArgumentException("there must be %d bands".formatted(FLOORS.size()));
    }
    requirePrice(base);
    bands.forEach(StepCost::requirePrice);
    requirePrice(perOutput);
    requirePrice(perAnswerRead);
    requirePrice(perPromptRead);
  }

  /** From the prices of {@link #terms}. */
  static StepCost of(double[] prices) {
    int bands = FLOORS.size();
    return new StepCost(
        prices[0],
        FLOORS.stream().map(floor -> prices[1 + FLOORS.indexOf(floor)]).toList(),
        prices[bands + 1],
        prices[bands + 2],
        prices[bands + 3]);
  }

  /** What each price is multiplied by. */
  static double[] terms(StepSize size) {
    var terms = new double[TERMS];
    int bands = FLOORS.size();
    terms[0] = 1;
    for (int band = 0; band < bands; band++) {
      terms[1 + band] = inBand(size.tokens(), band);
    }
    terms[bands + 1] = size.outputs();
    terms[bands + 2] = size.answerReads();
    terms[bands + 3] = size.promptReads();
    return terms;
  }

  public double seconds(StepSize size) {
    double seconds = base;
    for (int band = 0; band < bands.size() && size.tokens() > FLOORS.get(band); band++) {
      seconds += inBand(size.tokens(), band) * bands.get(band);
    }
    return seconds
        + size.outputs() * perOutput
        + size.answerReads() * perAnswerRead
        + size.promptReads() * perPromptRead;
  }

  /** All prices times a factor. */
  StepCost times(double factor) {
    return new StepCost(
        base * factor,
        bands.stream().map(price -> price * factor).toList(),
        perOutput * factor,
        perAnswerRead * factor,
        perPromptRead * factor);
  }

  private static int inBand(int tokens, int band) {
    int ceiling = band + 1 < FLOORS.size() ? FLOORS.get(band + 1) : Integer.MAX_VALUE;
    return Math.max(0, Math.min(tokens, ceiling) - FLOORS.get(band));
  }

  private static void requirePrice(double seconds) {
    if (!(seconds >= 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("a price must be at least zero, not " + seconds);
    }
  }
}
