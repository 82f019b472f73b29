package dev.spillway.gateway.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.spillway.gateway.decision.AskedOpinion;
import dev.spillway.gateway.decision.AskedTier;
import dev.spillway.gateway.decision.DecisionRow;
import dev.spillway.gateway.decision.Label;
import dev.spillway.gateway.decision.LabelSource;
import dev.spillway.gateway.learning.Evidence.Gap;
import dev.spillway.gateway.learning.Evidence.Known;
import dev.spillway.gateway.learning.Evidence.Reply;
import dev.spillway.router.score.Calibration;
import dev.spillway.router.score.SecondOpinion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvidenceReaderTest {
  private static final List<String> TIERS = List.of("small", "large");

  private final EvidenceReader agreement = new EvidenceReader(TIERS, Measure.AGREEMENT, Map.of());
  private final EvidenceReader labels = new EvidenceReader(TIERS, Measure.LABELS, Map.of());

  /** Law: those that were asked speak for those that were drawn and dropped. */
  @Test
  void with_a_third_of_the_drawn_dropped_the_weights_still_count_all_requests() {
    var random = new Random(1);
    int requests = 30_000;
    int accepted = 0;
    for (int i = 0; i < requests; i++) {
      if (random.nextInt(3) == 0) {
        agreement.add(row("large", 1, false, null, whole("small", false), whole("large", true)));
        continue;
      }
      accepted++;
      boolean drawn = random.nextInt(4) == 0;
      boolean room = random.nextInt(3) > 0;
      agreement.add(
          drawn && room
              ? row("small", 0.25, true, null, whole("small", true), beside("large", true))
              : row("small", 0.25, drawn, null, whole("small", true)));
    }
    var evidence = agreement.read();
    double weight = evidence.known().stream().mapToDouble(Known::weight).sum();
    double beside =
        evidence.known().stream().filter(Known::beside).mapToDouble(Known::weight).sum();
    assertThat(weight / requests).isCloseTo(1, within(0.03));
    assertThat(beside / accepted).isCloseTo(1, within(0.04));
    assertThat(evidence.covered()).isEqualTo(1);
    assertThat(evidence.leftOut()).containsOnlyKeys(Gap.NOT_DRAWN, Gap.INCOMPLETE);
  }

  @Test
  void agreement_is_with_the_last_tier_whoever_answered() {
    agreement.add(row("large", 1, false, null, whole("small", false), whole("large", true)));
    agreement.add(row("large", 1, false, null, whole("small", true), whole("large", true)));
    agreement.add(row("small", 0.5, true, null, whole("small", true), beside("large", false)));
    assertThat(qualities(agreement))
        .containsExactly(List.of(0.0, 1.0), List.of(1.0, 1.0), List.of(0.0, 1.0));
  }

  @Test
  void a_label_is_of_the_answer_and_of_what_comes_to_the_same() {
    labels.add(row("large", 1, false, 1.0, whole("small", false), whole("large", true)));
    labels.add(row("large", 1, false, 0.0, whole("small", true), whole("large", true)));
    labels.add(row("small", 0.5, true, 0.9, whole("small", true), beside("large", true)));
    assertThat(qualities(labels))
        .containsExactly(List.of(0.0, 1.0), List.of(0.0, 0.0), List.of(0.9, 0.9));
    labels.add(row("small", 0.5, true, 0.0, whole("small", true), beside("large", false)));
    labels.add(row("large", 1, false, null, whole("small", true), whole("large", true)));
    assertThat(labels.read().leftOut())
        .containsExactlyInAnyOrderEntriesOf(Map.of(Gap.UNDECIDED, 1, Gap.UNLABELLED, 1));
  }

  @Test
  void a_request_that_is_never_put_to_all_tiers_is_spoken_for_by_nobody() {
    agreement.add(row("small", null, null, null, whole("small", true)));
    agreement.add(row("large", 1, false, null, whole("small", false), whole("large", true)));
    assertThat(agreement.read().covered()).isEqualTo(0.5);
  }

  @Test
  void a_reply_that_was_cut_is_replaced_by_the_whole_one() {
    var cut = asked("small", "cut", null, null);
    agreement.add(row("large", 0.5, true, null, cut, whole("large", true), beside("small", true)));
    assertThat(qualities(agreement)).containsExactly(List.of(1.0, 1.0));
    agreement.add(row("large", 0.5, false, null, cut, whole("large", true)));
    assertThat(agreement.read().leftOut()).containsEntry(Gap.NOT_DRAWN, 1);
  }

  private static List<List<Double>> qualities(EvidenceReader reader) {
    return reader.read().known().stream()
        .map(each -> each.replies().stream().map(Reply::quality).toList())
        .toList();
  }

  /** Law: who was judged speaks for those who were not, and those dropped do not bend the sum. */
  @Test
  void with_a_tenth_judged_and_a_third_of_them_dropped_the_weights_still_count_all_requests() {
    var random = new Random(2);
    int requests = 60_000;
    double right = 0;
    for (int i = 0; i < requests; i++) {
      boolean good = random.nextInt(4) > 0;
      right += good ? 1 : 0;
      boolean drawn = random.nextInt(10) == 0;
      boolean room = random.nextInt(3) > 0;
      labels.add(verdict(drawn, drawn && room ? (good ? 1.0 : 0.0) : null));
    }
    var known = labels.read().known();
    double weight = known.stream().mapToDouble(Known::weight).sum();
    double quality =
        known.stream()
            .mapToDouble(each -> each.weight() * each.replies().getFirst().quality())
            .sum();
    assertThat(known).hasSizeBetween(3_000, 5_000);
    assertThat(weight / requests).isCloseTo(1, within(0.05));
    assertThat(quality / weight).isCloseTo(right / requests, within(0.02));
    assertThat(labels.read().leftOut()).containsOnlyKeys(Gap.NOT_JUDGED, Gap.NO_VERDICT);
  }

  private static DecisionRow verdict(boolean drawn, @Nullable Double quality) {
    var row = row("large", 1, false, null, whole("small", true), whole("large", true));
    return new DecisionRow(
        row.requestId(),
        row.createdAt(),
        row.policy(),
        row.policyVersion(),
        row.tier(),
        null,
        0,
        1,
        false,
        "stop",
        "0",
        "0",
        0,
        0,
        "miss",
        null,
        row.asked(),
        1.0,
        false,
        null,
        null,
        quality == null
            ? null
            : List.of(new Label(LabelSource.JUDGE, quality, null, Instant.EPOCH)),
        "proj_default",
        0.1,
        drawn,
        null);
  }

  @Test
  void where_an_opinion_is_fitted_decisions_without_it_are_left_out_and_failed_ones_are_not() {
    var judge =
        new SecondOpinion(
            SecondOpinion.Kind.JUDGE,
            Optional.of("j"),
            SecondOpinion.Otherwise.ESCALATE,
            Calibration.NONE);
    var reader = new EvidenceReader(TIERS, Measure.AGREEMENT, Map.of(), Optional.of(judge));
    var large = whole("large", true);
    reader.add(row("small", 1, false, null, judged("judge", "j", 0.7), large));
    reader.add(row("small", 1, false, null, judged("judge", "j", null), large));
    reader.add(row("small", 1, false, null, judged("judge", "k", 0.7), large));
    reader.add(row("small", 1, false, null, judged("agreement", "small", 0.7), large));
    reader.add(row("small", 1, false, null, whole("small", true), large));
    var evidence = reader.read();
    assertThat(evidence.leftOut()).isEqualTo(Map.of(Gap.NO_OPINION, 3));
    assertThat(evidence.known())
        .extracting(known -> known.replies().getFirst().opinion().orElseThrow().score())
        .containsExactly(OptionalDouble.of(0.7), OptionalDouble.empty());
    assertThat(evidence.known().getFirst().replies().getFirst().opinion().orElseThrow().cost())
        .isEqualTo(0.002);
  }

  private static AskedTier judged(String scorer, String by, @Nullable Double score) {
    return new AskedTier(
        "small",
        "stop",
        null,
        1,
        null,
        1,
        0,
        0,
        1,
        0,
        "0.001",
        null,
        1,
        null,
        null,
        null,
        true,
        null,
        new AskedOpinion(scorer, by, score, score == null ? "x" : null, 1, 1, "0.002", 1));
  }

  private static AskedTier whole(String tier, boolean agrees) {
    return asked(tier, "stop", agrees, null);
  }

  private static AskedTier beside(String tier, boolean agrees) {
    return asked(tier, "stop", agrees, true);
  }

  private static AskedTier asked(
      String tier, String finish, @Nullable Boolean agrees, @Nullable Boolean aside) {
    return new AskedTier(
        tier, finish, null, 1, null, 1, 0, 1, "0.001", null, 1, null, null, agrees, aside);
  }

  private static DecisionRow row(
      String tier,
      @Nullable Number propensity,
      @Nullable Boolean drawn,
      @Nullable Double label,
      AskedTier... asked) {
    var labels = new ArrayList<Label>();
    if (label != null) {
      labels.add(new Label(LabelSource.FEEDBACK, label, null, Instant.EPOCH));
    }
    return new DecisionRow(
        "r",
        Instant.EPOCH,
        "p",
        1,
        tier,
        null,
        0,
        1,
        false,
        "stop",
        "0",
        "0",
        0,
        0,
        "miss",
        List.of(asked),
        propensity == null ? null : propensity.doubleValue(),
        drawn,
        null,
        null,
        labels);
  }
}
