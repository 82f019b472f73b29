package dev.spillway.gateway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into events, as the HTML standard says (section 9.2.6, "Interpreting an
 * event stream"): lines end with CR, LF or both, wherever the network cut them; comments and fields
 * that nobody needs are passed over; an event ends with an empty line, and one that the stream's
 * end cuts off is none.
 *
 * <p>Bounded: an event longer than the limit is refused.
 */
final class ServerSentEvents {
  private final int limit;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private boolean anyData;
  private boolean afterReturn;
  private boolean firstLine = true;

  /**
   * @param limit of an event, in bytes
   */
  ServerSentEvents(int limit) {
    this.limit = limit;
  }

  /**
   * What became complete with these bytes.
   *
   * @throws IllegalArgumentException if an event is too long
   */
  List<ServerSentEvent> read(Buffer bytes) {
    var events = new ArrayList<ServerSentEvent>();
    byte[] all = bytes.getBytes();
    int begin = 0;
    for (int i = 0; i < all.length; i++) {
      byte next = all[i];
      if (next == '\n' && afterReturn) {
        begin = i + 1;
      } else if (next == '\n' || next == '\r') {
        add(all, begin, i);
        begin = i + 1;
        end(events);
      }
      afterReturn = next == '\r';
    }
    add(all, begin, all.length);
    return events;
  }

  private void add(byte[] bytes, int from, int to) {
    if (line.size() + data.length() + to - from > limit) {
      throw new IllegalArgumentException("an event has more than %d bytes".formatted(limit));
    }
    line.write(bytes, from, to - from);
  }

  private void end(List<ServerSentEvent> events) {
    var text = line.toString(UTF_8);
    line.reset();
    if (firstLine) {
      firstLine = false;
      text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
    if (!text.isEmpty()) {
      field(text);
      return;
    }
    if (anyData) {
      events.add(new ServerSentEvent(name, data.toString()));
    }
    name = "";
    data.setLength(0);
    anyData = false;
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    var field = colon < 0 ? text : text.substring(0, colon);
    var value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "event" -> name = value;
      case "data" -> {
        if (anyData) {
          data.append('\n');
        }
        data.append(value);
        anyData = true;
      }
      default -> {
        // A comment, an id, a time to wait before connecting again.
      }
    }
  }
}
