package dev.spillway.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaStartupTest {

  @ParameterizedTest
  @CsvSource({"08001", "28P01", "3D000", "53300", "57P03", ","})
  void a_database_that_cannot_be_used_is_told_in_a_sentence(String state) {
    var cause = new SQLException("Connection refused. Check that\nit is there.", state);
    var line =
        SchemaStartup.line(
            "db:5432/spillway",
            SchemaStartup.notThere(new IllegalStateException("flyway", cause)).orElseThrow());
    assertThat(line)
        .isEqualTo(
            "PostgreSQL at db:5432/spillway cannot be used (Connection refused); start"
                + " it, or set SPILLWAY_DATABASE_URL");
  }

  @Test
  void a_migration_that_fails_is_a_defect() {
    var cause = new SQLException("relation \"audit\" already exists", "42P07");
    assertThat(SchemaStartup.notThere(new IllegalStateException("flyway", cause))).isEmpty();
    assertThat(SchemaStartup.notThere(new IllegalStateException("no cause"))).isEmpty();
  }
}
