package dev.spillway.gateway.file;

import dev.spillway.gateway.policy.StoresProfile;
import dev.spillway.gateway.upstream.EngineServer;
import dev.spillway.testkit.StoresResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** A gateway that goes by a file, in front of an engine that a test tells what to do. */
public final class FileProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "spillway.gateway.admin-key", StoresProfile.ADMIN_KEY,
        "spillway.gateway.policy.poll-interval", "200ms",
        "spillway.file.interval", "20ms");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(StoresResource.class), new TestResourceEntry(OneFile.class));
  }

  /** The file, in a folder of its own, with the engine that it names. */
  public static final class OneFile implements QuarkusTestResourceLifecycleManager {
    private static Path path = Path.of("unset");
    private static EngineServer engine = new EngineServer();

    static Path path() {
      return path;
    }

    static EngineServer engine() {
      return engine;
    }

    @Override
    public Map<String, String> start() {
      engine = new EngineServer();
      try {
        path = Files.createTempDirectory("spillway-file").resolve("spillway.yaml");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      write(FileReloadTest.file(0.15, 0.8));
      return Map.of("spillway.config", path.toString());
    }

    /** At once: at this interval of looks half a file would be taken for a whole one. */
    static void write(String text) {
      try {
        var whole = Files.writeString(path.resolveSibling("next.yaml"), text);
        Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      engine.close();
    }
  }
}
