package dev.spillway.standalone;

import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.standalone.console.CommandFailure;
import dev.spillway.standalone.console.Progress;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The start of the gateway as the terminal shows it. Quarkus makes {@link UpApplication} itself, so
 * what that object has to say on the screen goes through here.
 */
final class Startup {
  private static final AtomicReference<Progress.@Nullable Step> STEP = new AtomicReference<>();

  private Startup() {}

  static void begin(Progress progress) {
    var step = progress.begin("Gateway");
    step.is("starting, loading models");
    STEP.set(step);
  }

  static void done(String result) {
    var step = STEP.getAndSet(null);
    if (step != null) {
      step.done(result);
    }
  }

  /** The one line for a gateway that did not start; the stack trace is in the log. */
  static CommandFailure failed(Throwable cause) {
    var step = STEP.getAndSet(null);
    if (step != null) {
      step.abandon();
    }
    return CommandFailure.inTheWay(
        "the gateway does not start: %s; more in %s"
            .formatted(reason(cause), System.getProperty("quarkus.log.file.path")),
        cause);
  }

  /** What one of ours says, or else the innermost cause. */
  static String reason(Throwable failure) {
    var innermost = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SpillwayException || cause instanceof CommandFailure) {
        return String.valueOf(cause.getMessage());
      }
      innermost = cause;
    }
    var message = innermost.getMessage();
    return message == null
        ? innermost.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
