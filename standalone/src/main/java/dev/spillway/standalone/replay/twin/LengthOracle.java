package dev.spillway.standalone.replay.twin;

import dev.spillway.standalone.replay.trace.TraceRequest;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * What is said in advance about the length of an answer. The trace knows the truth, so predictors
 * of any quality can be played.
 */
@FunctionalInterface
public interface LengthOracle {
  OptionalInt predict(TraceRequest request, long serial);

  /**
   * Reads {@code none}, {@code oracle} (the truth: the bound for all others), {@code bucket:N} (the
   * truth rounded up to a multiple of N, as a classifier that is always right would say) or {@code
   * noise:X} (the truth times a lognormal number whose logarithm has the standard deviation X).
   *
   * @throws IllegalArgumentException it is none of them
   */
  static LengthOracle parse(String text, long seed) {
    if (text.equals("none")) {
      return (request, serial) -> OptionalInt.empty();
    }
    if (text.equals("oracle")) {
      return (request, serial) -> OptionalInt.of(request.answerTokens());
    }
    try {
      if (text.startsWith("bucket:")) {
        return bucket(Integer.parseInt(text.substring("bucket:".length())));
      }
      if (text.startsWith("noise:")) {
        return noise(Double.parseDouble(text.substring("noise:".length())), seed);
      }
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
    throw unknown(text);
  }

  private static LengthOracle bucket(int size) {
    if (size < 1 || size > TraceRequest.MOST_TOKENS) {
      throw new IllegalArgumentException("a bucket holds at least one length, not " + size);
    }
    return (request, serial) -> OptionalInt.of((request.answerTokens() + size - 1) / size * size);
  }

  private static LengthOracle noise(double sigma, long seed) {
    if (!(sigma >= 0 && sigma <= 10)) {
      throw new IllegalArgumentException("noise is from 0 to 10, not " + sigma);
    }
    return (request, serial) -> {
      // Its own numbers for each request: the same in every policy.
      var random = new SplittableRandom(seed ^ serial * 0x9E3779B97F4A7C15L);
      double predicted = request.answerTokens() * Math.exp(sigma * random.nextGaussian());
      return OptionalInt.of(
          (int) Math.clamp(Math.round(predicted), 1L, (long) TraceRequest.MOST_TOKENS));
    };
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "there is no predictor '%s'; there are none, oracle, bucket:N and noise:X".formatted(text));
  }
}
