package dev.spillway.standalone.replay.trace;

import dev.spillway.standalone.console.CommandFailure;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file of requests. Its form is told by its first line, and whether it is compressed by its first
 * bytes; its name does not matter. A row that cannot be read ends the reading with its line.
 */
public final class TraceFile {
  /** Requests of one trace, so that its memory is bounded. */
  public static final int MOST_REQUESTS = 5_000_000;

  private static final int MOST_CHARACTERS = 16 << 20;
  private static final int GZIP_MAGIC = 0x1F8B;

  private final Path file;
  private final int limit;
  private int line;

  private TraceFile(Path file, int limit) {
    this.file = file;
    this.limit = limit;
  }

  /**
   * Reads the first {@code limit} requests.
   *
   * @throws CommandFailure the file cannot be read, or a row of it
   */
  public static Trace read(Path file, int limit) {
    return new TraceFile(file, limit).read();
  }

  private Trace read() {
    try (var in = new BufferedInputStream(Files.newInputStream(file));
        var reader =
            new BufferedReader(
                new InputStreamReader(unpacked(in), StandardCharsets.UTF_8.newDecoder()))) {
      return read(reader);
    } catch (BadRow e) {
      throw CommandFailure.inTheWay("%s, line %d: %s".formatted(file, line, e.getMessage()));
    } catch (CharacterCodingException e) {
      throw CommandFailure.inTheWay("%s is not a text in UTF-8".formatted(file));
    } catch (NoSuchFileException e) {
      throw CommandFailure.inTheWay("there is no file %s".formatted(file));
    } catch (IOException e) {
      throw CommandFailure.inTheWay("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private Trace read(BufferedReader reader) throws IOException, BadRow {
    var header = nextLine(reader).orElseThrow(() -> new BadRow("the file is empty"));
    var csv = AzureCsv.of(header);
    var rows = csv.isPresent() ? csv.get() : json(header);
    var next = csv.isPresent() ? nextLine(reader) : Optional.of(header);
    var requests = new ArrayList<TraceRequest>();
    while (next.isPresent() && requests.size() < limit) {
      if (requests.size() == MOST_REQUESTS) {
        throw new BadRow("more than %d requests; use --limit".formatted(MOST_REQUESTS));
      }
      requests.add(rows.read(next.get()));
      next = nextLine(reader);
    }
    if (requests.isEmpty()) {
      throw new BadRow("there are no requests");
    }
    return Trace.of(String.valueOf(file.getFileName()), rows.form(), requests);
  }

  private static RowReader json(String first) throws BadRow {
    if (!first.stripLeading().startsWith("{")) {
      throw new BadRow(
          "neither a CSV header with TIMESTAMP,ContextTokens,GeneratedTokens nor a JSON object");
    }
    return MooncakeJsonl.looksLike(JsonRow.parse(first)) ? new MooncakeJsonl() : new RequestLog();
  }

  /** The next line that is not blank. */
  private Optional<String> nextLine(BufferedReader reader) throws IOException, BadRow {
    var text = new StringBuilder();
    while (true) {
      int c = reader.read();
      if (c == '\n' || c < 0) {
        line++;
        if (!text.toString().isBlank()) {
          return Optional.of(text.toString().strip());
        }
        if (c < 0) {
          return Optional.empty();
        }
        text.setLength(0);
      } else if (text.length() == MOST_CHARACTERS) {
        line++;
        throw new BadRow("the line is longer than %d characters".formatted(MOST_CHARACTERS));
      } else {
        text.append((char) c);
      }
    }
  }

  private static InputStream unpacked(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in) : in;
  }
}
