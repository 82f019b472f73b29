package dev.spillway.standalone.replay.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A report as text: quantities in rows, policies in columns. */
public final class ReportTable {
  private ReportTable() {}

  public static String of(Report report) {
    var rows = new ArrayList<Lines.Row>();
    rows.add(new Lines.Row("", report.policies().stream().map(Summary::policy).toList()));
    rows.addAll(Lines.of(report));
    int nameWidth = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    var widths = new int[report.policies().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.values().get(i).length());
      }
    }
    var text = new StringBuilder();
    Lines.conditions(report.conditions()).forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    for (var row : rows) {
      text.append(line(row, nameWidth, widths)).append('\n');
    }
    return text.toString();
  }

  private static String line(Lines.Row row, int nameWidth, int[] widths) {
    List<String> cells = new ArrayList<>();
    cells.add(row.name() + " ".repeat(nameWidth - row.name().length()));
    for (int i = 0; i < widths.length; i++) {
      var value = row.values().get(i);
      cells.add(" ".repeat(widths[i] - value.length()) + value);
    }
    return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
  }
}
