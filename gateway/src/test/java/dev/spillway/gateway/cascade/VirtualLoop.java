package dev.spillway.gateway.cascade;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A loop whose time passes when a test says so. */
public final class VirtualLoop implements Loop {
  private record Timer(long at, Runnable task) {}

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::at));
  private long now;

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Runnable after(Duration delay, Runnable task) {
    var timer = new Timer(now + delay.toNanos(), task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Runs what is due now. */
  public void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    var until = now + time.toNanos();
    run();
    while (!timers.isEmpty() && timers.peek().at() <= until) {
      var timer = timers.remove();
      now = timer.at();
      timer.task().run();
      run();
    }
    now = until;
  }

  public int timers() {
    return timers.size();
  }
}
