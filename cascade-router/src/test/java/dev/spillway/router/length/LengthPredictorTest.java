package dev.spillway.router.length;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LengthPredictorTest {
  private static final String TIER = "small";
  private static final String TENANT = "tenant";
  private static final String STORY = "Write a story of 500 words about a lighthouse.";
  private static final String VERDICT = "Is that right? Answer yes or no.";

  private final LengthPredictor predictor = new LengthPredictor();
  private final Random random = new Random(1);

  @Test
  void before_the_first_answer_of_a_tier_a_usual_length_is_predicted() {
    assertThat(forecast(TIER, VERDICT).median()).isBetween(126, 130);
    assertThat(forecast(TIER, VERDICT).upper()).isBetween(350, 500);
  }

  @Test
  void the_words_of_a_prompt_tell_how_long_its_answer_will_be() {
    for (int i = 0; i < 60; i++) {
      learn(TIER, STORY + i, around(600));
      learn(TIER, VERDICT + i, around(4));
    }
    assertThat(forecast(TIER, STORY).median()).isBetween(300, 1_000);
    assertThat(forecast(TIER, VERDICT).median()).isLessThan(20);
  }

  @Test
  void what_one_tier_taught_helps_a_new_one_and_each_has_its_own_lengths() {
    for (int i = 0; i < 60; i++) {
      learn(TIER, STORY + i, around(600));
      learn(TIER, VERDICT + i, around(4));
    }
    assertThat(forecast("new", STORY).median())
        .isGreaterThan(2 * forecast("new", VERDICT).median());
    for (int i = 0; i < 200; i++) {
      learn("new", STORY + i, around(40));
      learn(TIER, STORY + i, around(600));
    }
    assertThat(forecast("new", STORY).median()).isLessThan(100);
    assertThat(forecast(TIER, STORY).median()).isGreaterThan(300);
  }

  @Test
  void a_tenant_whose_answers_are_longer_is_told_so() {
    for (int i = 0; i < 300; i++) {
      learn("wordy", TIER, "Explain item " + i, around(400));
      learn("terse", TIER, "Explain item " + i, around(50));
    }
    var prompt = PromptFeatures.of(Prompts.user("Explain item 7000"));
    assertThat(predictor.forecast(TIER, "wordy", prompt).median())
        .isGreaterThan(2 * predictor.forecast(TIER, "terse", prompt).median());
  }

  @Test
  void an_answer_that_was_cut_does_not_teach_short() {
    var before = forecast(TIER, STORY);
    var cut = PromptFeatures.of(Prompts.user(STORY, 16));
    for (int i = 0; i < 50; i++) {
      predictor.learn(predictor.forecast(TIER, TENANT, cut), 16, false);
    }
    assertThat(forecast(TIER, STORY).median()).isGreaterThanOrEqualTo(before.median());
    assertThat(forecast(TIER, STORY).upper()).isGreaterThanOrEqualTo(before.upper());
    assertThat(forecast(TIER, STORY).mean()).isGreaterThanOrEqualTo(before.mean());
  }

  @Test
  void half_of_the_answers_cut_leave_the_true_median() {
    for (int i = 0; i < 1_500; i++) {
      int length = around(200);
      boolean cut = i % 2 == 0 && length > 100;
      var prompt = i % 2 == 0 ? Prompts.user("Explain", 100) : Prompts.user("Explain");
      var forecast = predictor.forecast(TIER, TENANT, PromptFeatures.of(prompt));
      predictor.learn(forecast, cut ? 100 : length, !cut);
    }
    assertThat(forecast(TIER, "Explain").median()).isBetween(160, 250);
  }

  @Test
  void nine_of_ten_answers_are_no_longer_than_predicted_also_while_the_traffic_changes() {
    int covered = 0;
    int half = 0;
    int requests = 4_000;
    for (int i = 0; i < requests; i++) {
      int typical = i < requests / 2 ? 80 : 320;
      String prompt = i % 2 == 0 ? STORY : VERDICT;
      int length = around(i % 2 == 0 ? 4 * typical : typical);
      var forecast = forecast(TIER, prompt);
      covered += length <= forecast.upper() ? 1 : 0;
      half += length <= forecast.median() ? 1 : 0;
      predictor.learn(forecast, length, true);
    }
    assertThat((double) covered / requests).isBetween(0.87, 0.93);
    assertThat((double) half / requests).isBetween(0.45, 0.55);
  }

  @Test
  void many_answers_under_way_at_once_do_not_move_predictions_further_than_the_answers_do() {
    for (int burst : new int[] {1, 30, 200, 1_000}) {
      for (int length : new int[] {1, 7, 100, 3_000}) {
        everyAnswerIsEqual(burst, length);
      }
    }
  }

  private static void everyAnswerIsEqual(int burst, int length) {
    var any = new LengthPredictor();
    var prompt = PromptFeatures.of(Prompts.user(STORY));
    int learned = 0;
    while (learned < 3_000) {
      var underWay = new ArrayList<LengthForecast>();
      for (int i = 0; i < burst; i++) {
        underWay.add(any.forecast(TIER, TENANT, prompt));
      }
      underWay.forEach(forecast -> any.learn(forecast, length, true));
      learned += burst;
      if (learned > 100) {
        var forecast = any.forecast(TIER, TENANT, prompt);
        assertThat((double) forecast.median()).isBetween(length / 4.0 - 1, length * 2.0 + 1);
        assertThat((double) forecast.upper()).isBetween(length / 4.0 - 1, length * 3.0 + 1);
      }
    }
  }

  @Test
  void what_other_tiers_just_answered_to_the_same_prompt_makes_no_tier_too_sure() {
    int covered = 0;
    int questions = 500;
    var names = IntStream.range(0, 10).mapToObj(i -> "tier" + i).toList();
    for (int question = 0; question < questions; question++) {
      int typical = around(200);
      String prompt = "Question%d of%d".formatted(question, random.nextInt());
      var forecasts = names.stream().map(tier -> forecast(tier, prompt)).toList();
      for (var forecast : forecasts) {
        int length = (int) Math.max(1, typical * (0.9 + 0.2 * random.nextDouble()));
        covered += length <= forecast.upper() ? 1 : 0;
        predictor.learn(forecast, length, true);
      }
    }
    assertThat((double) covered / (questions * names.size())).isBetween(0.87, 0.93);
  }

  @Test
  void nine_of_ten_answers_are_no_longer_than_predicted_also_with_hundreds_under_way() {
    int covered = 0;
    int half = 0;
    int requests = 10_000;
    var underWay = new ArrayDeque<Runnable>();
    for (int i = 0; i < requests; i++) {
      String prompt = i % 2 == 0 ? STORY : VERDICT;
      int length = around(i % 2 == 0 ? 400 : 40);
      var forecast = forecast(TIER, prompt);
      covered += length <= forecast.upper() ? 1 : 0;
      half += length <= forecast.median() ? 1 : 0;
      underWay.add(() -> predictor.learn(forecast, length, true));
      if (underWay.size() > 500) {
        underWay.remove().run();
      }
    }
    assertThat((double) covered / requests).isBetween(0.87, 0.93);
    assertThat((double) half / requests).isBetween(0.45, 0.55);
  }

  @Test
  void what_remains_of_an_answer_follows_from_how_far_it_came() {
    for (int i = 0; i < 500; i++) {
      learn(TIER, "Explain", i % 4 == 0 ? around(1_000) : around(20));
    }
    var forecast = forecast(TIER, "Explain");
    assertThat(forecast.remaining(0)).isBetween(180.0, 420.0);
    assertThat(forecast.remaining(200)).isBetween(600.0, 1_400.0);
  }

  @Property(tries = 100, seed = "1")
  void a_prediction_is_possible_whatever_was_learned(
      @ForAll List<@IntRange(max = 300_000) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 4_000) int maxTokens,
      @ForAll @IntRange(max = 5_000) int produced) {
    var any = new LengthPredictor();
    var prompt = PromptFeatures.of(Prompts.user(STORY, maxTokens));
    for (int length : lengths) {
      any.learn(any.forecast(TIER, TENANT, prompt), length, length % 3 != 0);
    }
    var forecast = any.forecast(TIER, TENANT, prompt);
    assertThat(forecast.median()).isBetween(1, maxTokens);
    assertThat(forecast.upper()).isBetween(forecast.median(), maxTokens);
    assertThat(forecast.mean()).isBetween(1.0, maxTokens + 0.001);
    assertThat(forecast.remaining(produced))
        .isBetween(1.0, Math.max(1.0, maxTokens - produced + 0.001));
  }

  @Test
  void the_same_answers_in_the_same_order_give_the_same_predictions() {
    var again = new LengthPredictor();
    for (int i = 0; i < 3_000; i++) {
      var prompt = PromptFeatures.of(Prompts.user("word" + random.nextInt(50)));
      int length = around(100);
      var one = predictor.forecast(TIER, TENANT, prompt);
      var other = again.forecast(TIER, TENANT, prompt);
      assertThat(other.median()).isEqualTo(one.median());
      assertThat(other.mean()).isEqualTo(one.mean());
      predictor.learn(one, length, true);
      again.learn(other, length, true);
    }
    assertThat(again.snapshot()).isEqualTo(predictor.snapshot());
  }

  @Test
  void a_restored_predictor_predicts_what_the_other_did() {
    for (int i = 0; i < 200; i++) {
      learn("tenant" + i % 7, "tier" + i % 3, STORY + i, around(300));
    }
    var restored = LengthPredictor.restore(predictor.snapshot());
    var prompt = PromptFeatures.of(Prompts.user(STORY));
    for (int i = 0; i < 7; i++) {
      var before = predictor.forecast("tier" + i % 3, "tenant" + i, prompt);
      var after = restored.forecast("tier" + i % 3, "tenant" + i, prompt);
      assertThat(after.median()).isEqualTo(before.median());
      assertThat(after.upper()).isEqualTo(before.upper());
      assertThat(after.mean()).isEqualTo(before.mean());
    }
  }

  @Test
  void bytes_that_are_no_snapshot_are_refused() {
    var snapshot = predictor.snapshot();
    var bad = new ArrayList<byte[]>();
    bad.add(new byte[0]);
    bad.add(Arrays.copyOf(snapshot, snapshot.length - 1));
    bad.add(Arrays.copyOf(snapshot, snapshot.length + 1));
    bad.add(Arrays.copyOfRange(snapshot, 1, snapshot.length));
    for (var bytes : bad) {
      assertThatIllegalArgumentException().isThrownBy(() -> LengthPredictor.restore(bytes));
    }
  }

  @Test
  void memory_is_bounded_by_any_number_of_tenants_and_tiers() {
    for (int i = 0; i < 6_000; i++) {
      learn("tenant".repeat(20) + i, "tier" + i % 1_000, "Explain", 5);
    }
    // 1 MiB of weights, 256 tiers with 130 numbers, 4096 tenants with three.
    assertThat(predictor.snapshot().length).isLessThan(1_500_000);
    assertThat(forecast(TIER, "Explain").median()).isPositive();
  }

  private LengthForecast forecast(String tier, String prompt) {
    return predictor.forecast(tier, TENANT, PromptFeatures.of(Prompts.user(prompt)));
  }

  private void learn(String tier, String prompt, int length) {
    learn(TENANT, tier, prompt, length);
  }

  private void learn(String tenant, String tier, String prompt, int length) {
    var features = PromptFeatures.of(Prompts.user(prompt));
    predictor.learn(predictor.forecast(tier, tenant, features), length, true);
  }

  /** Lengths spread as those of answers are, in proportion. */
  private int around(int median) {
    return (int) Math.max(1, Math.round(median * Math.exp(random.nextGaussian() / 2)));
  }
}
