package dev.spillway.router.drift;

import dev.spillway.router.drift.BandWatch.Side;
import dev.spillway.router.learn.Reliability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Watches whether a policy keeps its {@link Promise}: how often it accepts, how good what it
 * accepted turned out to be, and how far its confidence could be trusted. Each figure has a {@link
 * BandWatch}; a policy has drifted while any of them is outside its band.
 *
 * <p>Beside that it keeps the latest labelled answers, for figures to look at. These decide
 * nothing: a window that is looked at often enough shows anything sooner or later.
 *
 * <p>Several may watch one policy together: whoever makes one from the {@link Memory} of another
 * goes on where that was, exactly. The tests assume nothing of the order in which things are
 * observed, so what several saw may be told to one of them in turns.
 *
 * <p>Safe for several threads.
 */
public final class Drift {
  private static final int BINS = 10;

  private final List<Figure> figures = new ArrayList<>();
  private final Recent answers;
  private final Recent confidences;
  private final Recent qualities;

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

  /** All that is known, to go on with elsewhere. What is in it is nobody else's affair. */
  public record Memory(
      Map<String, BandWatch.Memory> figures,
      Recent.Memory answers,
      Recent.Memory confidences,
      Recent.Memory qualities) {
    public Memory {
      figures = Map.copyOf(figures);
    }
  }

  private static final class Figure {
    final String name;
    final double promised;
    final BandWatch watch;

    Figure(String name, double promised, double low, double high) {
      this.name = name;
      this.promised = promised;
      this.watch = new BandWatch(low, high);
    }

    boolean isOutside() {
      return watch.side() != Side.WITHIN;
    }
  }

  public Drift(Promise promise) {
    this(promise, new Recent(), new Recent(), new Recent());
  }

  /** Goes on where another one of this promise was. */
  public Drift(Promise promise, Memory memory) {
    this(
        promise,
        new Recent(memory.answers()),
        new Recent(memory.confidences()),
        new Recent(memory.qualities()));
    for (var figure : figures) {
      var known = memory.figures().get(figure.name);
      if (known != null) {
        figure.watch.goOn(known);
      }
    }
  }

  private Drift(Promise promise, Recent answers, Recent confidences, Recent qualities) {
    this.answers = answers;
    this.confidences = confidences;
    this.qualities = qualities;
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

  public synchronized Change observe(Observation seen) {
    return switch (seen) {
      case Observation.Answered(boolean before) -> {
        answers.add(before ? 1 : 0);
        yield observe(Map.of("acceptance", before ? 1.0 : 0.0));
      }
      case Observation.Labelled(double confidence, double quality) -> {
        confidences.add(confidence);
        qualities.add(quality);
        double off = confidence - quality;
        yield observe(Map.of("quality", quality, "brier", off * off));
      }
    };
  }

  /** A request was answered by the rule of the policy, before the last tier or by it. */
  public Change answered(boolean before) {
    return observe(new Observation.Answered(before));
  }

  /**
   * An answer that was given before the last tier was labelled.
   *
   * @param confidence that the policy had in it
   * @param quality that it turned out to have
   */
  public Change labelled(double confidence, double quality) {
    return observe(new Observation.Labelled(confidence, quality));
  }

  /** Each promised figure. */
  public synchronized List<State> states() {
    return figures.stream()
        .map(
            each ->
                new State(
                    each.name,
                    each.promised,
                    recent(each.name),
                    (each.name.equals("acceptance") ? answers : qualities).seen(),
                    each.isOutside()))
        .toList();
  }

  /** Whether any figure is outside its band. */
  public synchronized boolean isOutside() {
    return figures.stream().anyMatch(Figure::isOutside);
  }

  /** The figures that are outside their band. */
  public synchronized List<String> outside() {
    return figures.stream().filter(Figure::isOutside).map(each -> each.name).toList();
  }

  /** Confidence against quality, over at most the last thousand labelled answers. */
  public synchronized Reliability reliability() {
    return Reliability.of(confidences.values(), qualities.values(), BINS);
  }

  public synchronized Memory memory() {
    var known = new TreeMap<String, BandWatch.Memory>();
    figures.forEach(each -> known.put(each.name, each.watch.memory()));
    return new Memory(known, answers.memory(), confidences.memory(), qualities.memory());
  }

  private OptionalDouble recent(String figure) {
    return switch (figure) {
      case "acceptance" -> answers.mean();
      case "quality" -> qualities.mean();
      default -> brier();
    };
  }

  private OptionalDouble brier() {
    double[] off = confidences.values();
    double[] quality = qualities.values();
    Arrays.setAll(off, i -> (off[i] - quality[i]) * (off[i] - quality[i]));
    return Arrays.stream(off).average();
  }

  private Change observe(Map<String, Double> values) {
    var left = new ArrayList<String>();
    var returned = new ArrayList<String>();
    for (var figure : figures) {
      var value = values.get(figure.name);
      if (value != null) {
        boolean was = figure.isOutside();
        figure.watch.observe(value);
        if (!was && figure.isOutside()) {
          left.add(figure.name);
        } else if (was && !figure.isOutside()) {
          returned.add(figure.name);
        }
      }
    }
    return new Change(left, returned);
  }
}
