package dev.spillway.gateway.file;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What stands under {@code settings} of the file, as configuration: below the environment and the
 * command line, above what is shipped. A file with mistakes lets nothing start.
 */
public final class FileSource implements ConfigSourceFactory {
  /** Below the addresses of stores, and below the environment. */
  private static final int ORDINAL = 270;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    var path =
        FileLocation.find(value(context, FileLocation.PROPERTY), value(context, "spillway.home"));
    if (path.isEmpty()) {
      return List.of();
    }
    var reading = FileBeans.reader().read(path.get());
    var file = reading.file().orElseThrow(() -> wrong(reading));
    var settings = new HashMap<String, String>();
    // A dollar sign is a dollar sign: what the file refers to has been put in.
    file.settings().forEach((name, text) -> settings.put(name, text.replace("$", "\\$")));
    return List.of(new PropertiesConfigSource(settings, path.get().toString(), ORDINAL));
  }

  static SpillwayException wrong(Reading reading) {
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
