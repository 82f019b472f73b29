package dev.spillway.testkit;

import java.util.Map;
import org.testcontainers.DockerClientFactory;

/**
 * The PostgreSQL and the Redis of this JVM's tests.
 *
 * <p>Where a Docker engine answers they are Testcontainers, elsewhere the same servers as child
 * processes from Maven artifacts, as root or not; one line on standard output says which. They
 * listen on loopback at ports the system chose, keep what they write in temporary folders, and are
 * started once and stopped with the JVM.
 */
public final class Stores {
  static final String DATABASE = "postgres";
  static final String USER = "postgres";
  static final String PASSWORD = "postgres";

  private final StoreServer postgres;
  private final StoreServer redis;

  private Stores(StoreServer postgres, StoreServer redis) {
    this.postgres = postgres;
    this.redis = redis;
  }

  /** The servers, started by whoever asks first. */
  public static Stores shared() {
    return Shared.STORES;
  }

  /** A Redis that belongs to the caller alone, always a child process; it ends with the JVM. */
  public static StoreServer ownRedis() {
    return EmbeddedRedisServer.create();
  }

  public StoreServer postgres() {
    return postgres;
  }

  public StoreServer redis() {
    return redis;
  }

  /** {@code postgresql://user:password@host:port/database}. */
  public String databaseUrl() {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(USER, PASSWORD, postgres.host(), postgres.port(), DATABASE);
  }

  /** {@code redis://host:port}. */
  public String redisUrl() {
    return "redis://%s:%d".formatted(redis.host(), redis.port());
  }

  /** What a Quarkus application needs to know to use both. */
  public Map<String, String> quarkusProperties() {
    var address = "postgresql://%s:%d/%s".formatted(postgres.host(), postgres.port(), DATABASE);
    return Map.of(
        "quarkus.datasource.username", USER,
        "quarkus.datasource.password", PASSWORD,
        "quarkus.datasource.reactive.url", address,
        "quarkus.datasource.jdbc.url", "jdbc:" + address,
        "quarkus.redis.hosts", redisUrl());
  }

  private static Stores start() {
    var docker = DockerClientFactory.instance().isDockerAvailable();
    var stores =
        docker
            ? new Stores(ContainerServer.postgres(), ContainerServer.redis())
            : new Stores(EmbeddedPostgresServer.create(), EmbeddedRedisServer.create());
    System.out.printf(
        "Test stores: %s; PostgreSQL at %s:%d, Redis at %s:%d%n",
        docker ? "Testcontainers" : "embedded servers, as no Docker engine answers",
        stores.postgres.host(),
        stores.postgres.port(),
        stores.redis.host(),
        stores.redis.port());
    return stores;
  }

  private static final class Shared {
    static final Stores STORES = start();
  }
}
