package dev.spillway.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
  private static final String FIRST = "tiers: {small: {price: {input: 1, output: 1}}}\n";
  private static final String SECOND = "tiers: {small: {price: {input: 2, output: 2}}}\n";
  private static final String WRONG = "tiers: {";

  private final FileReader reader =
      new FileReader(Map.<String, String>of()::get, true, FileReaderTest.MAPPINGS);

  // JUnit sets it before each test.
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @BeforeEach
  void first() throws IOException {
    write(FIRST);
  }

  private Path path() {
    return folder.resolve("spillway.yaml");
  }

  private void write(String text) throws IOException {
    Files.writeString(path(), text);
  }

  private SpillwayFile now() {
    return reader.read(path()).file().orElseThrow();
  }

  private WatchedFile watched() {
    return WatchedFile.of(path(), reader, now());
  }

  @Test
  void what_it_was_started_with_is_no_change() {
    var watched = watched();
    assertThat(watched.look()).isNull();
    assertThat(watched.look()).isNull();
  }

  @Test
  void a_content_counts_once_and_when_two_looks_in_a_row_find_it() throws IOException {
    var watched = watched();
    write(SECOND);
    assertThat(watched.look()).isNull();
    assertThat(watched.look())
        .extracting(each -> each.file().orElseThrow().sha256())
        .isEqualTo(now().sha256());
    assertThat(watched.look()).isNull();
    write(FIRST);
    assertThat(watched.look()).isNull();
    assertThat(watched.look())
        .extracting(each -> each.file().orElseThrow().sha256())
        .isEqualTo(now().sha256());
  }

  @Test
  void a_content_that_is_gone_at_the_next_look_is_none() throws IOException {
    var watched = watched();
    write(SECOND);
    assertThat(watched.look()).isNull();
    write(FIRST);
    assertThat(watched.look()).isNull();
    assertThat(watched.look()).isNull();
    write(SECOND);
    assertThat(watched.look()).isNull();
    write(WRONG);
    assertThat(watched.look()).isNull();
    write(SECOND);
    assertThat(watched.look()).isNull();
    assertThat(watched.look()).isNotNull();
  }

  @Test
  void what_is_wrong_or_gone_or_too_large_is_said_once() throws IOException {
    var watched = watched();
    for (var wrong :
        new String[] {
          WRONG, "#".repeat(FileReader.MOST_BYTES + 1), "#".repeat(FileReader.MOST_BYTES + 2)
        }) {
      write(wrong);
      assertThat(watched.look()).isNull();
      assertThat(watched.look()).satisfies(each -> assertThat(each.problems()).isNotEmpty());
      assertThat(watched.look()).isNull();
    }
    Files.delete(path());
    assertThat(watched.look()).isNull();
    assertThat(watched.look()).satisfies(each -> assertThat(each.problems()).isNotEmpty());
    assertThat(watched.look()).isNull();
  }

  @Test
  void a_file_of_as_many_bytes_as_there_may_be_is_read() throws IOException {
    var watched = watched();
    write(SECOND + "#".repeat(FileReader.MOST_BYTES - SECOND.length()));
    watched.look();
    assertThat(watched.look()).satisfies(each -> assertThat(each.file()).isPresent());
  }

  @Test
  void another_content_has_overtaken_one_if_it_is_right() throws IOException {
    var watched = watched();
    var first = now();
    assertThat(watched.hasOvertaken(first)).isFalse();
    write(SECOND);
    assertThat(watched.hasOvertaken(first)).isTrue();
    write(WRONG);
    assertThat(watched.hasOvertaken(first)).isFalse();
    Files.delete(path());
    assertThat(watched.hasOvertaken(first)).isFalse();
    assertThat(watched.look()).as("looked at alone").isNull();
  }

  @Test
  void where_there_is_no_file_nothing_is_seen() throws IOException {
    var none = WatchedFile.none();
    assertThat(none.path()).isEmpty();
    assertThat(none.atStart()).isEmpty();
    assertThat(none.look()).isNull();
    assertThat(none.look()).isNull();
    assertThat(none.hasOvertaken(now())).isFalse();
  }
}
