package dev.spillway.gateway.policy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What is logged while it is open. */
public final class RecordedLog implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final PatternFormatter message = new PatternFormatter("%s%e");
  private final Logger logger;
  private final Handler handler = new Recorder();

  private RecordedLog(String name) {
    logger = Logger.getLogger(name);
    logger.addHandler(handler);
  }

  /** By this class. */
  public static RecordedLog of(Class<?> type) {
    return new RecordedLog(type.getName());
  }

  /** By everybody. */
  public static RecordedLog ofAll() {
    return new RecordedLog("");
  }

  public List<String> lines(String containing) {
    return lines.stream().filter(line -> line.contains(containing)).toList();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord record) {
      lines.add(message.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
