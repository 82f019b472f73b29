package dev.spillway.gateway.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {
  private static final String STREAM =
      "\uFEFF: hello\ndata: {\"a\":\"é😀\"}\n\nevent: x\r\ndata:one\r\ndata: two\r\nid: 7\r\n\r\n"
          + "retry: 3\r\revent: lost\r\rdata\n\ndata: cut";

  private static final List<ServerSentEvent> EVENTS =
      List.of(
          new ServerSentEvent("", "{\"a\":\"é😀\"}"),
          new ServerSentEvent("x", "one\ntwo"),
          new ServerSentEvent("", ""));

  @Property(seed = "7")
  void wherever_the_network_cuts_a_stream_its_events_are_the_same(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 200) Integer> cuts) {
    var bytes = STREAM.getBytes(UTF_8);
    var at = new ArrayList<>(cuts.stream().filter(cut -> cut < bytes.length).sorted().toList());
    at.add(bytes.length);
    var parser = new ServerSentEvents(1_000);
    var events = new ArrayList<ServerSentEvent>();
    int from = 0;
    for (int to : at) {
      events.addAll(parser.read(Buffer.buffer(bytes).getBuffer(from, to)));
      from = to;
    }
    assertThat(events).isEqualTo(EVENTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void a_line_may_end_in_three_ways(String end) {
    var events =
        new ServerSentEvents(100)
            .read(Buffer.buffer("data: a" + end + end + "data: b" + end + end));
    assertThat(events).extracting(ServerSentEvent::data).containsExactly("a", "b");
  }

  @Test
  void an_event_that_has_no_end_is_refused() {
    var parser = new ServerSentEvents(100);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                parser.read(Buffer.buffer("data: 12345678\n"));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event has more than 100 bytes");
  }
}
