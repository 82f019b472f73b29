package dev.spillway.standalone.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows what is being done while it takes long.
 *
 * <p>On a terminal each step has one line that is rewritten with the time passed. Elsewhere (a log,
 * a pipe) a line is printed when a phase has lasted two seconds, and one when the step is done.
 */
public final class Progress {
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether a line on {@code out} can be rewritten
   */
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Progress on standard output. */
  public static Progress onConsole() {
    var dumb = "dumb".equals(System.getenv("TERM"));
    return new Progress(System.out, Terminal.find().isPresent() && !dumb);
  }

  /** What a step is busy with; part of its line. */
  @FunctionalInterface
  public interface Phase {
    void is(String what);
  }

  /** A step's work. Returns what the line says when it is done. */
  @FunctionalInterface
  public interface Work {
    String run(Phase phase) throws Exception;
  }

  /** Does the work and shows it under this name; failures pass through. */
  public void step(String name, Work work) {
    var step = begin(name);
    try {
      step.done(work.run(step));
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.failed("interrupted");
    } catch (Exception e) {
      throw CommandFailure.inTheWay(name + ": " + e.getMessage(), e);
    } finally {
      step.abandon();
    }
  }

  /** Shows a step that ends with {@link Step#done} or {@link Step#abandon}. */
  public Step begin(String name) {
    var step = new Step(name);
    step.drawer = Thread.ofVirtual().name("progress").start(step::draw);
    return step;
  }

  /** Something that goes on. */
  public final class Step implements Phase {
    private final String name;
    private final long began = System.nanoTime();
    private volatile String phase = "starting";
    private volatile boolean ended;
    private Thread drawer = Thread.currentThread();

    private Step(String name) {
      this.name = name;
    }

    @Override
    public void is(String what) {
      phase = what;
    }

    /** It succeeded, with this result. */
    public void done(String result) {
      abandon();
      out.printf("  %-12s%s (%s)%n", name, result, elapsed());
      out.flush();
    }

    /** Takes the line away. */
    public void abandon() {
      if (ended) {
        return;
      }
      ended = true;
      LockSupport.unpark(drawer);
      try {
        drawer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (terminal) {
        out.print(CLEAR_LINE);
        out.flush();
      }
    }

    private String elapsed() {
      return "%.1f s".formatted((System.nanoTime() - began) / 1e9);
    }

    private void draw() {
      var shown = "";
      while (!ended) {
        var passed = Duration.ofNanos(System.nanoTime() - began);
        if (terminal) {
          out.printf("%s  %-12s%s ... %s", CLEAR_LINE, name, phase, elapsed());
          out.flush();
        } else if (passed.compareTo(QUIET) > 0 && !shown.equals(phase)) {
          shown = phase;
          out.printf("  %-12s%s ...%n", name, shown);
          out.flush();
        }
        LockSupport.parkNanos(REDRAW.toNanos());
      }
    }
  }
}
