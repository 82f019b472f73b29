package dev.spillway.standalone.replay.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves in a frame, as SVG that can stand in a page: axes with round marks, a colour and a dash
 * for each curve, a legend. Colours are the page's ({@code .c0}, {@code .c1} ...), so that they
 * follow its light or dark.
 */
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 16;
  private static final int TOP = 34;
  private static final int BOTTOM = 48;
  private static final int COLOURS = 8;
  private static final int LEGEND_LETTER = 7;
  private static final int MOST_MARKS = 7;

  /** Points in order of x; {@code xs} and {@code ys} are of one length. */
  record Curve(String name, List<Double> xs, List<Double> ys) {
    Curve {
      if (xs.size() != ys.size() || xs.isEmpty()) {
        throw new IllegalArgumentException("a curve has as many x as y, at least one");
      }
    }
  }

  private final String title;
  private final String xLabel;
  private final Axis x;
  private final Axis y;
  private final List<Curve> curves;

  /**
   * @param logarithmic whether x is; points at or below zero are then at its left end
   * @param top of y; it begins at zero
   */
  Plot(String title, String xLabel, boolean logarithmic, double top, List<Curve> curves) {
    this.title = title;
    this.xLabel = xLabel;
    this.curves = List.copyOf(curves);
    double least = Double.MAX_VALUE;
    double most = 0;
    for (var curve : curves) {
      for (double value : curve.xs()) {
        least = value > 0 ? Math.min(least, value) : least;
        most = Math.max(most, value);
      }
    }
    this.x = logarithmic ? Axis.logarithmic(Math.min(least, most), most) : Axis.linear(most);
    this.y = Axis.linear(top);
  }

  String svg() {
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Html.escape(title)));
    text(svg, LEFT, 16, "title", title);
    for (double mark : y.marks()) {
      line(svg, LEFT, yOf(mark), WIDTH - RIGHT, yOf(mark), "grid");
      text(svg, LEFT - 8, yOf(mark) + 4, "y", y.label(mark));
    }
    for (double mark : x.marks()) {
      line(svg, xOf(mark), TOP, xOf(mark), HEIGHT - BOTTOM, "grid");
      text(svg, xOf(mark), HEIGHT - BOTTOM + 16, "x", x.label(mark));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "x", xLabel);
    for (int i = 0; i < curves.size(); i++) {
      svg.append(
          "<polyline class=\"curve c%d\" points=\"%s\"/>\n"
              .formatted(i % COLOURS, points(curves.get(i))));
    }
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private String points(Curve curve) {
    var points = new ArrayList<String>();
    for (int i = 0; i < curve.xs().size(); i++) {
      points.add(number(xOf(curve.xs().get(i))) + "," + number(yOf(curve.ys().get(i))));
    }
    return String.join(" ", points);
  }

  private void legend(StringBuilder svg) {
    double at = LEFT;
    for (int i = 0; i < curves.size(); i++) {
      svg.append(
          "<path class=\"curve c%d\" d=\"M%s %d h18\"/>\n"
              .formatted(i % COLOURS, number(at), TOP - 8));
      text(svg, at + 22, TOP - 4, "legend", curves.get(i).name());
      at += 34 + LEGEND_LETTER * curves.get(i).name().length();
    }
  }

  private double xOf(double value) {
    return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private double yOf(double value) {
    return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String style) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  private static void text(StringBuilder svg, double x, double y, String style, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(style, number(x), number(y), Html.escape(text)));
  }

  private static String number(double pixels) {
    return String.format(Locale.ROOT, "%.1f", pixels);
  }

  /** Where values lie between the ends of an axis. */
  private record Axis(boolean logarithmic, double low, double high) {
    static Axis linear(double high) {
      return new Axis(false, 0, high > 0 ? high : 1);
    }

    static Axis logarithmic(double low, double high) {
      return high > low && low > 0 ? new Axis(true, low, high) : linear(high);
    }

    /** From 0 to 1. */
    double place(double value) {
      double part =
          logarithmic
              ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
              : (value - low) / (high - low);
      return Math.clamp(part, 0, 1);
    }

    List<Double> marks() {
      return logarithmic ? decades() : multiples();
    }

    private List<Double> multiples() {
      double step = Math.pow(10, Math.floor(Math.log10(high)));
      for (double part : new double[] {0.1, 0.2, 0.25, 0.5, 1}) {
        if (high / (step * part) <= MOST_MARKS) {
          step *= part;
          break;
        }
      }
      var marks = new ArrayList<Double>();
      for (int i = 0; i * step <= high * 1.0001; i++) {
        marks.add(i * step);
      }
      return marks;
    }

    /** Powers of ten, with 2 and 5 between them where there is room. */
    private List<Double> decades() {
      boolean roomy = Math.log10(high / low) <= 2.5;
      var marks = new ArrayList<Double>();
      for (int power = (int) Math.floor(Math.log10(low)); Math.pow(10, power) <= high; power++) {
        for (int digit : roomy ? new int[] {1, 2, 5} : new int[] {1}) {
          double mark = digit * Math.pow(10, power);
          if (mark >= low && mark <= high) {
            marks.add(mark);
          }
        }
      }
      return marks;
    }

    String label(double mark) {
      return logarithmic ? Units.seconds(mark) : plain(mark);
    }

    /** Without zeros behind the point. */
    private static String plain(double mark) {
      return BigDecimal.valueOf(mark)
          .round(new MathContext(6))
          .stripTrailingZeros()
          .toPlainString();
    }
  }
}
