package dev.spillway.standalone.replay.trace;

/**
 * The traces that came with Mooncake (Qin et al., FAST 2025): {@code timestamp} in milliseconds,
 * {@code input_length}, {@code output_length}, and {@code hash_ids}, one for each 512 tokens of the
 * prompt, the same where the text up to there is the same.
 */
final class MooncakeJsonl implements RowReader {
  private static final int BLOCK = 512;
  private static final long MILLISECOND = 1_000_000;

  /** Whether a row is of this form and not of {@link RequestLog}'s. */
  static boolean looksLike(JsonRow row) {
    return row.has("hash_ids") || row.has("input_length");
  }

  @Override
  public String form() {
    return "Mooncake JSONL";
  }

  @Override
  public TraceRequest read(String line) throws BadRow {
    var row = JsonRow.parse(line);
    long arrival = row.nanos("timestamp", MILLISECOND);
    int prompt = row.tokens("input_length");
    int answer = row.tokens("output_length");
    return new TraceRequest(
        arrival, prompt, answer, Prefix.of(BLOCK, row.ids("hash_ids", prompt, BLOCK)));
  }
}
