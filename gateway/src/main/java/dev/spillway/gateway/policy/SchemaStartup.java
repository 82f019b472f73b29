package dev.spillway.gateway.policy;

import dev.spillway.contracts.error.ErrorKind.StoreUnavailable;
import dev.spillway.contracts.error.SpillwayException;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the database to what this release needs, before anything reads it.
 *
 * <p>A gateway whose database is not there ends with one line that says so, and with exit code 1.
 * It does not wait: without policies and tenants it has nothing to serve, and what started it, be
 * it Kubernetes, systemd or a person, knows better when to try again, and shows a process that
 * ends. Once it has started it goes on without the database.
 */
@Singleton
class SchemaStartup {
  /** After what needs no database, before all that does. */
  private static final int FIRST = 2;

  /** SQLSTATE classes: connection, authorization, no such database, resources, operators. */
  private static final Set<String> NOT_THERE = Set.of("08", "28", "3D", "53", "57");

  private final Flyway flyway;
  private final AgroalDataSource database;

  @Inject
  SchemaStartup(Flyway flyway, AgroalDataSource database) {
    this.flyway = flyway;
    this.database = database;
  }

  void onStart(@Observes @Priority(FIRST) StartupEvent event) {
    try {
      flyway.migrate();
    } catch (FlywayException e) {
      throw notThere(e)
          .<RuntimeException>map(
              why -> new SpillwayException(new StoreUnavailable(line(address(), why))))
          .orElse(e);
    }
  }

  static String line(String address, String why) {
    return "PostgreSQL at %s cannot be used (%s); start it, or set SPILLWAY_DATABASE_URL"
        .formatted(address, why.endsWith(".") ? why.substring(0, why.length() - 1) : why);
  }

  /** What the driver says, in a sentence, if it could not use the database at all. */
  static Optional<String> notThere(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isNotThere(sql.getSQLState())) {
        return Optional.of(
            String.valueOf(sql.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .split("(?<=\\.) ", 2)[0]);
      }
    }
    return Optional.empty();
  }

  /** The pool itself, which waited for a connection in vain, gives none. */
  private static boolean isNotThere(@Nullable String state) {
    return state == null || (state.length() == 5 && NOT_THERE.contains(state.substring(0, 2)));
  }

  /** Without credentials and options. */
  private String address() {
    return database
        .getConfiguration()
        .connectionPoolConfiguration()
        .connectionFactoryConfiguration()
        .jdbcUrl()
        .replaceFirst("^jdbc:postgresql://", "")
        .replaceFirst("\\?.*", "");
  }
}
