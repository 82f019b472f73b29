package dev.spillway.standalone.replay.trace;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * A log of one's own: a JSON object in each line.
 *
 * <pre>
 * {"arrival": 12.25, "prompt_tokens": 300, "answer_tokens": 42}
 * {"arrival": "2026-11-21T08:00:01.5Z", "prompt_tokens": 300, "answer_tokens": 42,
 *  "prefix_blocks": [7, 8], "block_tokens": 128}
 * {"created": 1763712000, "usage": {"prompt_tokens": 300, "completion_tokens": 42}}
 * </pre>
 *
 * <p>{@code arrival} is in seconds from any moment, or an instant. {@code prefix_blocks} is
 * optional: ids of the blocks of {@code block_tokens} (512) tokens that the prompt begins with, the
 * same in two prompts where the text up to there is the same. The last form is what the OpenAI
 * interface answers; other fields are ignored.
 */
final class RequestLog implements RowReader {
  private static final long SECOND = 1_000_000_000;
  private static final int DEFAULT_BLOCK = 512;

  @Override
  public String form() {
    return "request log";
  }

  @Override
  public TraceRequest read(String line) throws BadRow {
    var row = JsonRow.parse(line);
    long arrival = arrival(row);
    var usage = row.inner("usage");
    int prompt = row.has("usage") ? usage.tokens("prompt_tokens") : row.tokens("prompt_tokens");
    int answer = row.has("usage") ? usage.tokens("completion_tokens") : row.tokens("answer_tokens");
    return new TraceRequest(arrival, prompt, answer, prefix(row, prompt));
  }

  private static long arrival(JsonRow row) throws BadRow {
    if (!row.has("arrival") && row.has("created")) {
      return row.nanos("created", SECOND);
    }
    if (!row.isText("arrival")) {
      return row.nanos("arrival", SECOND);
    }
    try {
      return RowReader.nanos(Instant.parse(row.text("arrival")));
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadRow("arrival is not an instant: '%s'".formatted(row.text("arrival")));
    }
  }

  private static Prefix prefix(JsonRow row, int prompt) throws BadRow {
    if (!row.has("prefix_blocks")) {
      return Prefix.NONE;
    }
    int block = row.has("block_tokens") ? row.tokens("block_tokens") : DEFAULT_BLOCK;
    return Prefix.of(block, row.ids("prefix_blocks", prompt, block));
  }
}
