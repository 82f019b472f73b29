package dev.spillway.router.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.chat.ChatMessage;
import dev.spillway.contracts.chat.Role;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecentPromptsTest {
  private static final String MANUAL = prose(1, 600);

  private final RecentPrompts recent = new RecentPrompts(1 << 20);

  @Test
  void a_time_of_day_in_a_system_prompt_is_named() {
    recent.explain("t", ask("It is 20:15:02 now. " + MANUAL, "Who?"));
    var broken = recent.explain("t", ask("It is 20:16:40 now. " + MANUAL, "Why?")).orElseThrow();
    assertThat(broken.message()).isZero();
    assertThat(broken.character()).isEqualTo("It is ".length());
    assertThat(broken.now()).isEqualTo("20:16:40");
    assertThat(broken.before()).isEqualTo("20:15:02");
    assertThat(broken.lost()).isBetween(MANUAL.length() - 128, MANUAL.length());
  }

  @Test
  void words_of_another_length_are_named_as_well() {
    recent.explain("t", ask("User 7. " + MANUAL, "Who?"));
    var broken = recent.explain("t", ask("User 12345. " + MANUAL, "Who?")).orElseThrow();
    assertThat(broken.now()).isEqualTo("12345.");
    assertThat(broken.before()).isEqualTo("7.");
    assertThat(broken.lost()).isGreaterThan(MANUAL.length() - 128);
  }

  @Test
  void a_word_in_a_later_message_is_found_where_it_is() {
    recent.explain("t", ask("Be brief.", "request 1 " + MANUAL));
    var broken = recent.explain("t", ask("Be brief.", "request 2 " + MANUAL)).orElseThrow();
    assertThat(broken.message()).isEqualTo(1);
    assertThat(broken.character()).isEqualTo("request ".length());
  }

  @Test
  void a_prompt_that_only_goes_on_lost_nothing() {
    recent.explain("t", ask(MANUAL, "Who?"));
    assertThat(recent.explain("t", ask(MANUAL, "Who? And why is that so?"))).isEmpty();
  }

  @Test
  void another_question_is_no_broken_prefix() {
    recent.explain("t", ask(MANUAL, prose(2, 300)));
    assertThat(recent.explain("t", ask(MANUAL, prose(3, 300)))).isEmpty();
  }

  @Test
  void nobody_is_to_blame_where_another_prompt_was_there_as_far() {
    recent.explain("t", ask("It is 20:15. " + MANUAL, "Who?"));
    recent.explain("t", ask("It is 20:16. " + MANUAL, "Who?"));
    assertThat(recent.explain("t", ask("It is 20:16. " + MANUAL, "Why?"))).isEmpty();
  }

  @Test
  void tenants_do_not_meet() {
    recent.explain("t", ask("It is 20:15:02 now. " + MANUAL, "Who?"));
    assertThat(recent.explain("u", ask("It is 20:16:40 now. " + MANUAL, "Why?"))).isEmpty();
  }

  @Test
  void a_prompt_larger_than_all_that_may_be_remembered_does_no_harm() {
    var few = new RecentPrompts(1_000);
    assertThat(few.explain("t", ask(MANUAL, "Who?"))).isEmpty();
    assertThat(few.explain("u", ask(MANUAL, "Who?"))).isEmpty();
    assertThat(few.characters()).isZero();
    few.explain("v", ask("Be brief.", "Who?"));
    assertThat(few.characters()).isPositive();
  }

  @Property(tries = 50, seed = "1")
  void what_is_remembered_is_bounded(@ForAll long seed) {
    var random = new Random(seed);
    var few = new RecentPrompts(5_000);
    for (int i = 0; i < 100; i++) {
      few.explain("t" + random.nextInt(5), ask(prose(i, random.nextInt(400)), "Who?"));
      assertThat(few.characters()).isBetween(0L, 5_000L);
    }
  }

  @Property(tries = 100, seed = "1")
  void pieces_are_found_wherever_they_stand(@ForAll long seed) {
    var random = new Random(seed);
    var before = prose(seed, 200);
    int moved = random.nextInt(200);
    var inserted = prose(seed + 1, 60).substring(0, moved);
    var now = before.substring(0, 10) + inserted + before.substring(10);
    assertThat(Pieces.common(now, before, 10, 64))
        .isGreaterThanOrEqualTo(before.length() - 10 - 128);
    assertThat(Pieces.common(prose(seed + 2, 200), before, 0, 64)).isZero();
  }

  private static List<ChatMessage> ask(String system, String user) {
    return List.of(new ChatMessage(Role.SYSTEM, system), new ChatMessage(Role.USER, user));
  }

  /** So many drawn words. */
  private static String prose(long seed, int words) {
    return new Random(seed)
        .ints(words, 0, 100_000)
        .mapToObj(word -> Integer.toString(word, 36))
        .collect(Collectors.joining(" "));
  }
}
