package dev.spillway.router.drift;

import dev.spillway.router.drift.BandWatch.Side;
import dev.spillway.router.learn.Reliability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Watches whether a policy keeps its {@link Promise}: how often it accepts, how good what it
 * accepted turned out to be, and how far its confidence could be trusted. Each figure has a {@link
 * BandWatch}; a policy has drifted while any of them is outside its band.
 *
 * <p>Beside that it keeps the latest labelled answers, for figures to look at. These decide
 * nothing: a window that is looked at often enough shows anything sooner or later.
 *
 * <p>Safe for several threads.
 */
public final class Drift {
  private static final int RECENT = 1_000;
  private static final int BINS = 10;

  private final List<Figure> figures = new ArrayList<>();
  private final Recent confidences = new Recent();
  private final Recent qualities = new Recent();

  /**
   * A figure and its band.
   *
   * @param recent its mean over at most the last thousand; absent before the first
   * @param outside whether it is outside the band, by all that was seen
   */
  public record State(
      String figure, double promised, OptionalDouble recent, long seen, boolean outside) {}

  /** What changed with an observation: the figures that left their band, or came back. */
  public record Change(List<String> left, List<String> returned) {
    public Change {
      left = List.copyOf(left);
      returned = List.copyOf(returned);
    }
  }

  private static final class Figure {
    final String name;
    final double promised;
    final BandWatch watch;
    final Recent recent = new Recent();

    Figure(String name, double promised, double low, double high) {
      this.name = name;
      this.promised = promised;
      this.watch = new BandWatch(low, high);
    }
  }

  private static final class Recent {
    private final double[] values = new double[RECENT];
    private long seen;

    void add(double value) {
      values[(int) (seen++ % RECENT)] = value;
    }

    double[] values() {
      return Arrays.copyOf(values, (int) Math.min(seen, RECENT));
    }

    OptionalDouble mean() {
      return Arrays.stream(values()).average();
    }
  }

  public Drift(Promise promise) {
    double tolerance = promise.tolerance();
    promise
        .acceptance()
        .ifPresent(
            each ->
                figures.add(new Figure("acceptance", each, each - tolerance, each + tolerance)));
    promise
        .quality()
        .ifPresent(each -> figures.add(new Figure("quality", each, each - tolerance, 1)));
    promise.brier().ifPresent(each -> figures.add(new Figure("brier", each, 0, each + tolerance)));
  }

  /** A request was answered by the rule of the policy, before the last tier or by it. */
  public synchronized Change answered(boolean before) {
    var change = new Changes();
    change.observe("acceptance", before ? 1 : 0);
    return change.done();
  }

  /**
   * An answer that was given before the last tier was labelled.
   *
   * @param confidence that the policy had in it
   * @param quality that it turned out to have
   */
  public synchronized Change labelled(double confidence, double quality) {
    confidences.add(confidence);
    qualities.add(quality);
    var change = new Changes();
    change.observe("quality", quality);
    change.observe("brier", (confidence - quality) * (confidence - quality));
    return change.done();
  }

  /** Each promised figure. */
  public synchronized List<State> states() {
    return figures.stream()
        .map(
            each ->
                new State(
                    each.name,
                    each.promised,
                    each.recent.mean(),
                    each.recent.seen,
                    each.watch.side() != Side.WITHIN))
        .toList();
  }

  /** Whether any figure is outside its band. */
  public synchronized boolean isOutside() {
    return figures.stream().anyMatch(each -> each.watch.side() != Side.WITHIN);
  }

  /** Confidence against quality, over at most the last thousand labelled answers. */
  public synchronized Reliability reliability() {
    return Reliability.of(confidences.values(), qualities.values(), BINS);
  }

  private final class Changes {
    private final List<String> left = new ArrayList<>();
    private final List<String> returned = new ArrayList<>();

    void observe(String name, double value) {
      for (var figure : figures) {
        if (figure.name.equals(name)) {
          var was = figure.watch.side();
          var is = figure.watch.observe(value);
          figure.recent.add(value);
          if (was == Side.WITHIN && is != Side.WITHIN) {
            left.add(name);
          } else if (was != Side.WITHIN && is == Side.WITHIN) {
            returned.add(name);
          }
        }
      }
    }

    Change done() {
      return new Change(left, returned);
    }
  }
}
