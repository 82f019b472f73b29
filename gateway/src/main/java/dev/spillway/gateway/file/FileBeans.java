package dev.spillway.gateway.file;

import dev.spillway.contracts.error.ErrorKind;
import dev.spillway.contracts.error.SpillwayException;
import dev.spillway.gateway.config.CacheConfig;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.TierSource;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Wires this package. Its classes take what they need by constructor, so tests wire it too. */
@Singleton
class FileBeans {

  /** Of this process's environment, with all settings that it knows. */
  static FileReader reader() {
    var more = ServiceLoader.load(SettingsRoot.class).stream().map(each -> each.get().mapping());
    return new FileReader(
        System::getenv,
        true,
        Stream.concat(Stream.of(GatewayConfig.class, CacheConfig.class), more).toList());
  }

  /** As it was when settings were taken from it: all that is in force is of one content. */
  @Produces
  @Singleton
  WatchedFile file(Config config) {
    return StreamSupport.stream(config.getConfigSources().spliterator(), false)
        .filter(FileSource.Read.class::isInstance)
        .map(FileSource.Read.class::cast)
        .findFirst()
        .map(read -> WatchedFile.of(read.path(), reader(), read.file()))
        .orElseGet(WatchedFile::none);
  }

  /** What serves tiers finds them here when it is made. */
  @Produces
  @Singleton
  TierSource tiers(WatchedFile file, GatewayConfig config) {
    var given = file.atStart().filter(each -> !each.tiers().isEmpty());
    if (given.isPresent() && !config.tiers().isEmpty()) {
      throw new SpillwayException(
          new ErrorKind.InvalidValue(
              "tiers",
              "%s gives tiers, and so do properties, spillway.gateway.tiers: leave one"
                  .formatted(given.get().name())));
    }
    return () -> given.map(SpillwayFile::tiers).orElseGet(config::tiers);
  }
}
