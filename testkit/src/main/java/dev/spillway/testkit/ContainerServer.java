package dev.spillway.testkit;

import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A server in a container. Its host port is chosen here, so that a restart keeps it. */
final class ContainerServer implements StoreServer {
  /** The major versions of the embedded servers, or the closest that has an official image. */
  private static final DockerImageName POSTGRES = DockerImageName.parse("postgres:18.0");

  private static final DockerImageName REDIS = DockerImageName.parse("redis:6.2.14");

  private static final int REDIS_PORT = 6379;

  private final GenericContainer<?> container;
  private final int port;

  private ContainerServer(GenericContainer<?> container, int innerPort) {
    this.container = container;
    this.port = Ports.free();
    container.setPortBindings(List.of(port + ":" + innerPort));
    container.start();
  }

  /** Testcontainers removes what it started when the JVM ends. */
  static ContainerServer postgres() {
    var container =
        new PostgreSQLContainer(POSTGRES)
            .withDatabaseName(Stores.DATABASE)
            .withUsername(Stores.USER)
            .withPassword(Stores.PASSWORD);
    return new ContainerServer(container, PostgreSQLContainer.POSTGRESQL_PORT);
  }

  static ContainerServer redis() {
    var container = new GenericContainer<>(REDIS).withExposedPorts(REDIS_PORT);
    return new ContainerServer(container.waitingFor(Wait.forListeningPort()), REDIS_PORT);
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void pause() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void stop() {
    container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void start() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    Ports.awaitListening(host(), port);
  }
}
