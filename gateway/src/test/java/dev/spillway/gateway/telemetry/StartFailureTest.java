package dev.spillway.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.quarkus.runtime.Application;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  private final SpillwayException ours =
      new SpillwayException(new ErrorKind.StoreUnavailable("'db' is {not} there"));

  @Test
  void a_reason_that_we_can_name_is_one_line() {
    var line = told(Application.class, new IllegalStateException("quarkus", ours));
    assertThat(line.getMessage()).isEqualTo("The gateway does not start: 'db' is {not} there");
    assertThat(line.getFormatStyle()).isEqualTo(FormatStyle.NO_FORMAT);
    assertThat(line.getThrown()).isNull();
  }

  @Test
  void any_other_failure_keeps_its_stack() {
    var defect = new IllegalStateException("defect");
    assertThat(told(Application.class, defect).getThrown()).isSameAs(defect);
    assertThat(told(StartFailureTest.class, ours).getThrown()).isSameAs(ours);
  }

  private static ExtLogRecord told(Class<?> by, Throwable failure) {
    var line =
        new ExtLogRecord(
            Level.ERROR,
            "Failed to start application {0}",
            FormatStyle.MESSAGE_FORMAT,
            StartFailureTest.class.getName());
    line.setLoggerName(by.getName());
    line.setThrown(failure);
    assertThat(new StartFailure().isLoggable(line)).isTrue();
    return line;
  }
}
