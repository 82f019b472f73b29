package dev.spillway.standalone;

import dev.spillway.standalone.console.Progress;
import dev.spillway.standalone.home.Home;
import dev.spillway.standalone.stores.EmbeddedStores;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Everything in one process, for one machine.
 *
 * <p>The order matters. First all that can be asked without changing anything: are the models
 * there, is the port free. Then the home folder is taken, so that no second process meets its data.
 * Then the stores, because the gateway opens them as it starts; then the gateway and the worker.
 * Stopping goes the other way round.
 */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description =
        "Starts the gateway, the models, PostgreSQL and Redis, and runs until it is stopped.",
    footer = {
      "",
      "Exit status: 0 stopped, 1 failed, 2 wrong usage,",
      "3 something is in the way (a port, a lock, the disk, a model file)."
    })
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "${env:SPILLWAY_HOST:-127.0.0.1}",
      description =
          "Listen here. Any but loopback needs SPILLWAY_API_KEY. Default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "${env:SPILLWAY_PORT:-8080}",
      description = "Listen at this port. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      defaultValue = "${env:SPILLWAY_HOME:-${sys:user.home}/.spillway}",
      description = "Data, logs and keys. Default: ${DEFAULT-VALUE}")
  private Path home = Path.of(".");

  @Option(
      names = "--models",
      paramLabel = "FOLDER",
      defaultValue = "${env:SPILLWAY_MODELS:-${sys:spillway.installation:-.}/models}",
      description = "Where the GGUF files are. Default: ${DEFAULT-VALUE}")
  private Path models = Path.of(".");

  @Option(
      names = "--redis-url",
      paramLabel = "URL",
      defaultValue = "${env:SPILLWAY_REDIS_URL}",
      description = "Use this Redis instead of starting one: redis://[:password@]host:port")
  private Optional<String> redisUrl = Optional.empty();

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      defaultValue = "${env:SPILLWAY_DATABASE_URL}",
      description =
          "Use this PostgreSQL instead of starting one: postgresql://user:password@host:port/name")
  private Optional<String> databaseUrl = Optional.empty();

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:SPILLWAY_API_KEY}",
      description =
          "What clients must send. Better in SPILLWAY_API_KEY: every user sees a command line")
  private Optional<String> apiKey = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:SPILLWAY_CONFIG}",
      description =
          "Tiers, policies, tenants and settings. Default: ./spillway.yaml, or in the home folder")
  private Optional<String> config = Optional.empty();

  /** Refuses whoever has no key of a project; the gateway reads it too. */
  private static final String KEYS_REQUIRED = "SPILLWAY_GATEWAY_KEYS_REQUIRED";

  UpCommand() {}

  @Override
  public Integer call() {
    var settings = new GatewaySettings().listen(host, port).models(models);
    redisUrl.ifPresent(settings::redis);
    databaseUrl.ifPresent(settings::database);
    apiKey.ifPresent(settings::apiKey);
    var file = CheckCommand.find(config, home);
    file.ifPresent(Preconditions::requireRight);
    file.ifPresent(settings::config);
    Preconditions.requireKeyBeyondLoopback(
        host, apiKey.isPresent() || Boolean.parseBoolean(System.getenv(KEYS_REQUIRED)));
    Preconditions.requirePort(host, port);
    Preconditions.requireModels(models);

    try (var taken = Home.open(home)) {
      System.out.println("Starting Spillway in " + taken.folder());
      file.ifPresent(path -> System.out.println("  Settings    " + path));
      var progress = Progress.onConsole();
      var stores = EmbeddedStores.start(taken, progress, redisUrl.isEmpty(), databaseUrl.isEmpty());
      var lifecycle = Lifecycle.closingAtExit(stores);
      try (lifecycle) {
        stores.redisUrl().ifPresent(settings::redis);
        stores.databaseUrl().ifPresent(settings::database);
        settings.home(taken).apply();
        return lifecycle.runGateway(progress);
      }
    }
  }
}
