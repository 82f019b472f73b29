package dev.spillway.router.fair;

import java.util.Optional;

/**
 * How long a tier takes over one request, from its prompt and its answer in tokens; learned from
 * those that it has served.
 *
 * <p>Two speeds, of reading and of writing, by least squares over recent requests, each of which
 * counts {@value #KEPT} of the one after it, so about fifty count. Neither is ever negative. A
 * request that is shorter or luckier than that is told by a quantile: {@link Estimate#least} is
 * what one in ten stays below, and is found by stochastic approximation (Robbins and Monro 1951) on
 * the quotient of what a request took and what was predicted of it when it came; so it has the
 * errors of predicted lengths in it as well.
 *
 * <p>Learning may happen on any thread; what was learned is read without a lock.
 */
public final class ServiceTime {
  /** Fewer say too little. */
  static final int ENOUGH = 20;

  private static final double KEPT = 0.98;
  private static final double LUCKY = 0.1;
  private static final double STEP = 0.1;

  /**
   * Below, it would take hundreds of requests to find out that lengths are predicted well again.
   */
  private static final double LEAST_LUCK = 0.02;

  /** Until more is known: rather too little than too much. */
  private static final double FIRST_LUCK = 0.25;

  /**
   * What was learned.
   *
   * @param perRead seconds for a token of the prompt
   * @param perWritten seconds for a token of the answer
   * @param luck what one request in ten stays below, as a part of the above
   * @param mean of a request
   */
  public record Estimate(double perRead, double perWritten, double luck, double mean) {

    /** Of a request at the place that it was given. */
    public double seconds(double prompt, double answer) {
      return perRead * prompt + perWritten * answer;
    }

    /** What only one such request in ten stays below. */
    public double least(double prompt, double answer) {
      return luck * seconds(prompt, answer);
    }
  }

  private double readRead;
  private double readWritten;
  private double writtenWritten;
  private double readSeconds;
  private double writtenSeconds;
  private double weight;
  private double seconds;
  private double luck = FIRST_LUCK;
  private int count;
  private volatile Optional<Estimate> estimate = Optional.empty();

  /** Absent until enough was learned. */
  public Optional<Estimate> estimate() {
    return estimate;
  }

  /**
   * A request was served.
   *
   * @param predicted the length of its answer, when it came
   */
  public synchronized void learn(double prompt, double predicted, double answer, double took) {
    readRead = KEPT * readRead + prompt * prompt;
    readWritten = KEPT * readWritten + prompt * answer;
    writtenWritten = KEPT * writtenWritten + answer * answer;
    readSeconds = KEPT * readSeconds + prompt * took;
    writtenSeconds = KEPT * writtenSeconds + answer * took;
    weight = KEPT * weight + 1;
    seconds = KEPT * seconds + took;
    estimate.ifPresent(
        before -> {
          boolean lucky = took < before.least(prompt, predicted);
          double moved = luck * Math.exp(STEP * (LUCKY - (lucky ? 1 : 0)));
          luck = Math.clamp(moved, LEAST_LUCK, 1);
        });
    count = Math.min(count + 1, ENOUGH);
    if (count >= ENOUGH) {
      estimate = Optional.of(solved());
    }
  }

  private Estimate solved() {
    double determinant = readRead * writtenWritten - readWritten * readWritten;
    double mean = seconds / weight;
    if (determinant > 1e-9 * readRead * writtenWritten) {
      double read = (readSeconds * writtenWritten - writtenSeconds * readWritten) / determinant;
      double written = (writtenSeconds * readRead - readSeconds * readWritten) / determinant;
      if (read >= 0 && written >= 0) {
        return new Estimate(read, written, luck, mean);
      }
      if (read < 0) {
        return new Estimate(0, writtenSeconds / writtenWritten, luck, mean);
      }
      return new Estimate(readSeconds / readRead, 0, luck, mean);
    }
    // All alike: there is no telling what takes the time, and no need to, as long as they are.
    return writtenWritten > 0
        ? new Estimate(0, writtenSeconds / writtenWritten, luck, mean)
        : new Estimate(readRead > 0 ? readSeconds / readRead : 0, 0, luck, mean);
  }
}
