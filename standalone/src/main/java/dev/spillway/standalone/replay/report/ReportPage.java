package dev.spillway.standalone.replay.report;

import dev.spillway.standalone.replay.report.Plot.Curve;
import dev.spillway.standalone.replay.twin.Distribution;
import dev.spillway.standalone.replay.twin.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A report as one page that needs nothing else: no script, no network. It is well-formed XML, so
 * that other programs can read it too.
 */
public final class ReportPage {
  private static final int CDF_POINTS = 200;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --grid: #8884; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 84rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.4rem; }
      table { border-collapse: collapse; margin: 1.5rem 0; }
      th, td { padding: .15rem .8rem; border-bottom: 1px solid var(--grid); text-align: right;
        font-variant-numeric: tabular-nums; white-space: nowrap; }
      th:first-child { text-align: left; font-weight: normal; white-space: pre; }
      thead th { font-weight: 600; }
      .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(30rem, 1fr)); gap: 1.5rem; }
      svg { width: 100%; height: auto; }
      text { font: 12px system-ui, sans-serif; fill: currentColor; }
      .title { font-weight: 600; font-size: 13px; }
      .x { text-anchor: middle; } .y { text-anchor: end; }
      .grid { stroke: var(--grid); }
      .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
      .c0 { stroke: #3274c8; } .c1 { stroke: #d1662c; } .c2 { stroke: #3b9a5d; } .c3 { stroke: #a04fb0; }
      .c4 { stroke: #a8862a; stroke-dasharray: 6 3; } .c5 { stroke: #c8405e; stroke-dasharray: 6 3; }
      .c6 { stroke: #2b98a6; stroke-dasharray: 6 3; } .c7 { stroke: #777; stroke-dasharray: 6 3; }
      """;

  private ReportPage() {}

  public static String of(Report report) {
    var page = new StringBuilder();
    page.append(
            "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>")
        .append("<meta charset=\"UTF-8\"/><title>Spillway replay</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<h1>Spillway replay of ")
        .append(Html.escape(report.conditions().trace().name()))
        .append("</h1>\n<p>");
    page.append(
        String.join(
            "<br/>\n", Lines.conditions(report.conditions()).stream().map(Html::escape).toList()));
    page.append("</p>\n");
    plots(page, report.policies());
    table(page, report);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void plots(StringBuilder page, List<Summary> policies) {
    page.append("<div class=\"plots\">\n");
    page.append(cdf("Time to first token: share of requests", policies, Summary::timeToFirst));
    page.append(cdf("Time per output token: share of requests", policies, Summary::timePerToken));
    page.append(cdf("Latency: share of requests", policies, Summary::latency));
    page.append(
        overTime(
            "KV occupancy: share of blocks owned", policies, s -> s.run().gauges().occupancy(), 1));
    double longest =
        policies.stream()
            .map(s -> s.run().gauges().queue())
            .mapToDouble(ReportPage::top)
            .max()
            .orElse(1);
    page.append(
        overTime(
            "Queue: requests that wait for their first step",
            policies,
            s -> s.run().gauges().queue(),
            longest));
    page.append("</div>\n");
  }

  private static String cdf(
      String title, List<Summary> policies, Function<Summary, Distribution> of) {
    var curves = new ArrayList<Curve>();
    for (var policy : policies) {
      var values = of.apply(policy);
      var xs = new ArrayList<Double>();
      var ys = new ArrayList<Double>();
      for (int i = 1; i <= CDF_POINTS; i++) {
        xs.add(values.percentile(100.0 * i / CDF_POINTS));
        ys.add((double) i / CDF_POINTS);
      }
      curves.add(new Curve(policy.policy(), xs, ys));
    }
    return new Plot(title, "", true, 1, curves).svg();
  }

  private static String overTime(
      String title, List<Summary> policies, Function<Summary, Series> of, double top) {
    var curves = new ArrayList<Curve>();
    for (var policy : policies) {
      var series = of.apply(policy);
      var xs = new ArrayList<Double>();
      var ys = new ArrayList<Double>();
      for (int i = 0; i < series.size(); i++) {
        xs.add(series.at(i));
        ys.add(series.mean(i));
      }
      if (!xs.isEmpty()) {
        curves.add(new Curve(policy.policy(), xs, ys));
      }
    }
    return new Plot(title, "seconds", false, top, curves).svg();
  }

  private static double top(Series series) {
    double top = 0;
    for (int i = 0; i < series.size(); i++) {
      top = Math.max(top, series.mean(i));
    }
    return top;
  }

  private static void table(StringBuilder page, Report report) {
    page.append("<table>\n<thead><tr><th></th>");
    report.policies().forEach(s -> cell(page, "th", s.policy()));
    page.append("</tr></thead>\n<tbody>\n");
    for (var row : Lines.of(report)) {
      page.append("<tr>");
      cell(page, "th", row.name());
      row.values().forEach(value -> cell(page, "td", value));
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table>\n");
  }

  private static void cell(StringBuilder page, String tag, String text) {
    page.append('<').append(tag).append('>').append(Html.escape(text));
    page.append("</").append(tag).append('>');
  }
}
