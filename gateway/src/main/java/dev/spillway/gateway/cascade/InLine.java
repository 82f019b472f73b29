package dev.spillway.gateway.cascade;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.gateway.workers.Line;
import dev.spillway.gateway.workers.Seat;
import dev.spillway.gateway.workers.Turn;
import dev.spillway.router.Tier;
import dev.spillway.router.placement.Job;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's wait for a place at a tier that is full, as its loop sees it. It ends once: with a
 * place, with the news that nobody serves the tier any more, or by being given up, as when the
 * client leaves or the deadline passes. A place that was found in that moment is left at once, so
 * none is ever lost.
 */
final class InLine {
  private final InFlight flight;
  private final Consumer<Optional<Seat>> then;
  private Runnable waited = () -> {};
  private @Nullable Turn turn;
  private boolean over;

  /**
   * @param then is given the place on the loop, or none where nobody serves the tier
   */
  InLine(InFlight flight, Consumer<Optional<Seat>> then) {
    this.flight = flight;
    this.then = then;
  }

  /**
   * Begins to wait.
   *
   * @param asked incarnations of workers that are not wanted
   * @return why it may not wait, if it may not
   */
  Optional<ErrorKind> join(Tier tier, Job job, Set<String> asked) {
    var request = flight.request();
    var urgency = request.urgency();
    var standing = new Line.Standing(urgency.priority(), request.tenant(), urgency.weight());
    var entry =
        flight
            .shared()
            .pool
            .line(tier.model())
            .join(
                job,
                standing,
                asked,
                flight.left(),
                seat -> flight.loop().execute(() -> given(seat)));
    return switch (entry) {
      case Line.Entry.Refused(ErrorKind kind) -> Optional.of(kind);
      case Line.Entry.Waits(Turn mine) -> {
        turn = mine;
        waited = request.onlooker().waits();
        yield Optional.empty();
      }
    };
  }

  private void given(Optional<Seat> seat) {
    if (over) {
      seat.ifPresent(Seat::leave);
      return;
    }
    over = true;
    waited.run();
    then.accept(seat);
  }

  /** Nobody wants the place any more. */
  void giveUp() {
    if (!over) {
      over = true;
      waited.run();
      if (turn != null) {
        turn.leave();
      }
    }
  }
}
