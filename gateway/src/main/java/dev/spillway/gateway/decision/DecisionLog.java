package dev.spillway.gateway.decision;

import dev.spillway.gateway.cascade.Opinion;
import dev.spillway.gateway.cascade.Trail;
import dev.spillway.gateway.cascade.Witness;
import dev.spillway.router.routing.Agreement;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * Keeps what was decided for each answered request. Texts are kept only where the operator asked
 * for it. Where the policy's last tier was asked beside another one's answer, whether it comes to
 * the same is kept as a label, too; so is what a judge said of the answer.
 */
final class DecisionLog implements Witness {
  static final long NO_TEXT = -1;

  private final DecisionQueue queue;
  private final BiConsumer<String, Label> labels;
  private final Clock clock;
  private final long mostText;

  /**
   * @param labels keeps the label of a request; must not wait and must not fail
   * @param mostText keep texts of up to so many characters, or {@link #NO_TEXT}
   */
  DecisionLog(DecisionQueue queue, BiConsumer<String, Label> labels, Clock clock, long mostText) {
    this.queue = queue;
    this.labels = labels;
    this.clock = clock;
    this.mostText = mostText;
  }

  @Override
  public void answered(Trail trail) {
    // A database keeps microseconds.
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    queue.add(DecisionRow.of(trail, now, mostText));
    shadow(trail)
        .ifPresent(
            quality ->
                labels.accept(
                    trail.request().id(), new Label(LabelSource.SHADOW, quality, null, now)));
    trail
        .verdict()
        .opinion()
        .map(Opinion::score)
        .filter(OptionalDouble::isPresent)
        .ifPresent(
            score ->
                labels.accept(
                    trail.request().id(),
                    new Label(LabelSource.JUDGE, score.getAsDouble(), null, now)));
  }

  /** 1 where the last tier, asked beside the answer of another, agrees with that; else 0. */
  private static Optional<Double> shadow(Trail trail) {
    var tiers = trail.request().tiers();
    if (trail.asides().isEmpty() || trail.decision().tier().equals(tiers.getLast())) {
      return Optional.empty();
    }
    var last = trail.reply(tiers.getLast());
    return trail
        .reply(trail.decision().tier())
        .flatMap(one -> last.map(other -> Agreement.of(one.text(), other.text()) ? 1.0 : 0.0));
  }
}
