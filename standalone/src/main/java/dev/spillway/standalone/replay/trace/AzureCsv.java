package dev.spillway.standalone.replay.trace;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The LLM inference traces of AzurePublicDataset: {@code TIMESTAMP,ContextTokens,GeneratedTokens},
 * in any order of columns, times such as {@code 2023-11-16 18:15:46.6805900}.
 */
final class AzureCsv implements RowReader {
  private static final String TIME = "TIMESTAMP";
  private static final String PROMPT = "ContextTokens";
  private static final String ANSWER = "GeneratedTokens";
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter();

  private final List<String> columns;

  private AzureCsv(List<String> columns) {
    this.columns = columns;
  }

  /** If this is the first line of such a file. */
  static Optional<RowReader> of(String header) {
    var columns = cells(header);
    return columns.containsAll(List.of(TIME, PROMPT, ANSWER))
        ? Optional.of(new AzureCsv(columns))
        : Optional.empty();
  }

  @Override
  public String form() {
    return "Azure CSV";
  }

  @Override
  public TraceRequest read(String row) throws BadRow {
    var cells = cells(row);
    if (cells.size() != columns.size()) {
      throw new BadRow("%d columns, the header has %d".formatted(cells.size(), columns.size()));
    }
    return new TraceRequest(
        nanos(cell(cells, TIME)), tokens(cells, PROMPT), tokens(cells, ANSWER), Prefix.NONE);
  }

  private String cell(List<String> cells, String column) {
    return cells.get(columns.indexOf(column));
  }

  private int tokens(List<String> cells, String column) throws BadRow {
    var text = cell(cells, column);
    try {
      return BadRow.tokens(column, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new BadRow("%s is not a number: '%s'".formatted(column, text));
    }
  }

  private static long nanos(String text) throws BadRow {
    try {
      return RowReader.nanos(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadRow("%s is not a time: '%s'".formatted(TIME, text));
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }
}
