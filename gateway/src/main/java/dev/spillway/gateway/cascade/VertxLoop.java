package dev.spillway.gateway.cascade;

import io.vertx.core.Context;
import java.time.Duration;

/** A Vert.x context as a {@link Loop}. */
public record VertxLoop(Context context) implements Loop {

  @Override
  public void execute(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    var vertx = context.owner();
    var timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> execute(task));
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
