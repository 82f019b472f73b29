package dev.spillway.gateway.telemetry;

import dev.spillway.contracts.error.SpillwayException;
import io.quarkus.logging.LoggingFilter;
import io.quarkus.runtime.Application;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;

/**
 * Makes one line of a start that failed for a reason that we can name: who starts a gateway wants
 * to know what to do, and not where in our code it was found out. Any other failure is a defect and
 * keeps its stack.
 */
@LoggingFilter(name = "start-failure")
public final class StartFailure implements Filter {
  private static final String LOGGER = Application.class.getName();

  @Override
  public boolean isLoggable(LogRecord record) {
    if (record.getThrown() != null
        && LOGGER.equals(record.getLoggerName())
        && record instanceof ExtLogRecord line) {
      for (var cause = record.getThrown(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SpillwayException named) {
          line.setMessage(
              "The gateway does not start: " + named.kind().message(), FormatStyle.NO_FORMAT);
          line.setThrown(null);
          break;
        }
      }
    }
    return true;
  }
}
