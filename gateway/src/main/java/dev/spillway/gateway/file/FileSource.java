package dev.spillway.gateway.file;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What stands under {@code settings} of the file, as configuration: below the environment and the
 * command line, above what is shipped. A file with mistakes lets nothing start.
 */
public final class FileSource implements ConfigSourceFactory {
  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var path =
        FileLocation.find(value(context, FileLocation.PROPERTY), value(context, "spillway.home"));
    if (path.isEmpty()) {
      return List.of();
    }
    var reading = FileBeans.reader().read(path.get());
    return List.of(new Read(path.get(), reading.file().orElseThrow(() -> wrong(reading))));
  }

  /** The settings with what else stood in the file when they were taken from it. */
  static final class Read extends PropertiesConfigSource {
    private static final long serialVersionUID = 1;

    /** Below the addresses of stores, and below the environment. */
    private static final int ORDINAL = 270;

    private final transient Path path;
    private final transient SpillwayFile file;

    private Read(Path path, SpillwayFile file) {
      super(settings(file), path.toString(), ORDINAL);
      this.path = path;
      this.file = file;
    }

    Path path() {
      return path;
    }

    SpillwayFile file() {
      return file;
    }

    /** A dollar sign is a dollar sign: what the file refers to has been put in. */
    private static Map<String, String> settings(SpillwayFile file) {
      var settings = new HashMap<String, String>();
      file.settings().forEach((name, text) -> settings.put(name, text.replace("$", "\\$")));
      return settings;
    }
  }

  private static SpillwayException wrong(Reading reading) {
    return new SpillwayException(
        new ErrorKind.InvalidValue(
            FileLocation.PROPERTY,
            reading.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"))));
  }

  private static Optional<String> value(ConfigSourceContext context, String name) {
    return Optional.ofNullable(context.getValue(name))
        .map(ConfigValue::getValue)
        .filter(text -> !text.isBlank());
  }
}
